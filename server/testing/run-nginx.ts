/** nginx, configured as docs/proxies/nginx.md says. */
import { findFreePort, type ProxyPlan, type RunProxy, runProxyProcess } from './proxy-process.ts';
import { fillIn, getSnippet, readSnippets, type Snippets, writeConfiguration } from './proxy-page.ts';

const ETC = '/etc/nginx/';

/** Starts it as one process, so that ending it leaves nothing behind. */
export const runNginx: RunProxy = async (t, { folder, certificate, foyerPort, tools, parts }) => {
  const snippets = readSnippets('nginx.md');
  const port = await findFreePort();
  for (const name of ['foyer/tool.conf', 'foyer/ask.conf', 'foyer/headers.conf'])
    writeConfiguration(folder, name, getSnippet(snippets, `file=${ETC}${name}`));
  const http = getSnippet(snippets, `file=${ETC}conf.d/foyer.conf`);
  writeConfiguration(folder, 'conf.d/foyer.conf', fillIn(http, { '127.0.0.1:3000': `127.0.0.1:${foyerPort}` }));
  for (const [host, tool] of Object.entries(tools)) {
    const values = {
      'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
      '/etc/ssl/certs/wiki.example.com.pem': certificate.certificate,
      '/etc/ssl/private/wiki.example.com.key': certificate.key,
      'wiki.example.com': host,
      '127.0.0.1:8080': `127.0.0.1:${tool.port}`,
    };
    writeConfiguration(folder, `conf.d/${host}.conf`, fillIn(readSite(snippets, parts), values));
  }
  const configuration = writeConfiguration(folder, 'nginx.conf', mainFile(folder));
  return runProxyProcess(t, { command: 'nginx', args: ['-p', folder, '-c', configuration], port, folder });
};

function readSite(snippets: Snippets, parts: ProxyPlan['parts']): string {
  const before = parts.map((part) => getSnippet(snippets, `part=${part}`)).join('\n');
  return fillIn(getSnippet(snippets, `file=${ETC}conf.d/wiki.conf`), {
    '    location / {': `${before}\n    location / {`,
  });
}

/** What Debian's own nginx.conf does, as far as it concerns tools. */
function mainFile(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr info;
events { worker_connections 512; }
http { access_log off; ${temporary.join(' ')} include conf.d/*.conf; }
`;
}
