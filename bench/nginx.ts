/**
 * nginx as docs/proxies/nginx.md configures it, in front of a folder of files.
 *
 * Owns: what is put into that text. TLS ends in front of it: what TLS costs is the same for every guard.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fillIn, getSnippet, readSnippets, writeConfiguration } from '../server/testing/proxy-page.ts';
import { type DaemonProcess, startDaemon } from './daemon-process.ts';

/** Whether it is installed. */
export const hasNginx = spawnSync('nginx', ['-v']).error === undefined;

const ETC = '/etc/nginx/';

export type NginxOptions = {
  folder: string;
  documents: string;
  foyerOrigin: string;
  /** Hosts whose files Foyer guards. */
  hosts: readonly string[];
  /** Where they are served, and where the same files are open to everybody. */
  ports: { guarded: number; open: number };
};

/** Starts it with one worker. */
export function startNginx(options: NginxOptions): Promise<DaemonProcess> {
  const folder = mkdtempSync(join(options.folder, 'nginx-'));
  mkdirSync(join(folder, 'logs'));
  const snippets = readSnippets('nginx.md');
  const write = (name: string, values: Readonly<Record<string, string>>) =>
    writeConfiguration(folder, name, fillIn(getSnippet(snippets, `file=${ETC}${name}`), values));
  write('foyer/tool.conf', {});
  write('foyer/ask.conf', { $scheme: 'https' });
  write('foyer/headers.conf', { $scheme: 'https' });
  write('conf.d/foyer.conf', { '127.0.0.1:3000': new URL(options.foyerOrigin).host });
  const site = getSnippet(snippets, `file=${ETC}conf.d/wiki.conf`);
  for (const host of options.hosts)
    writeConfiguration(folder, `conf.d/${host}.conf`, fillIn(site, valuesFor(host, options)));
  const file = writeConfiguration(folder, 'nginx.conf', mainFile(folder, options));
  return startDaemon(['nginx', '-p', folder, '-c', file], `http://127.0.0.1:${options.ports.open}`);
}

function valuesFor(host: string, { documents, ports }: NginxOptions): Record<string, string> {
  return {
    'listen 443 ssl': `listen 127.0.0.1:${ports.guarded}`,
    'ssl_certificate /etc/ssl/certs/wiki.example.com.pem;': '',
    'ssl_certificate_key /etc/ssl/private/wiki.example.com.key;': '',
    'wiki.example.com': host,
    'proxy_pass http://127.0.0.1:8080;': `root ${documents};`,
  };
}

function mainFile(folder: string, { documents, ports }: NginxOptions): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr error;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 512; }
http {
  access_log off; server_names_hash_bucket_size 128; keepalive_requests 1000000;
  ${temporary.join(' ')}
  include conf.d/*.conf;
  server { listen 127.0.0.1:${ports.open}; location = / { return 204; } location / { root ${documents}; } }
}
`;
}
