/** Caddy, configured as docs/proxies/caddy.md says. */
import { findFreePort, type RunProxy, runProxyProcess } from './proxy-process.ts';
import { fillIn, getSnippet, readSnippets, writeConfiguration } from './proxy-page.ts';

/** Starts it with a certificate that is there already, so that it asks nobody for one. */
export const runCaddy: RunProxy = async (t, { folder, certificate, foyerPort, tools, parts }) => {
  const snippets = readSnippets('caddy.md');
  const port = await findFreePort();
  const foyer = fillIn(getSnippet(snippets, 'part=foyer'), { '127.0.0.1:3000': `127.0.0.1:${foyerPort}` });
  const above = parts.map((part) => getSnippet(snippets, `part=${part}`)).join('');
  const site = fillIn(getSnippet(snippets, 'part=wiki'), {
    'wiki.example.com {\n': `wiki.example.com {\n\ttls ${certificate.certificate} ${certificate.key}\n`,
    '\t\timport foyer\n': `${above}\t\timport foyer\n`,
  });
  const sites = Object.entries(tools).map(([host, tool]) =>
    fillIn(site, { 'wiki.example.com': host, '127.0.0.1:8080': `127.0.0.1:${tool.port}` }),
  );
  const caddyfile = [globalOptions(port, folder), foyer, ...sites].join('\n');
  const config = writeConfiguration(folder, 'Caddyfile', caddyfile);
  return runProxyProcess(t, {
    command: 'caddy',
    args: ['run', '--config', config, '--adapter', 'caddyfile'],
    port,
    folder,
  });
};

/** What keeps it to itself: no port but one, and nothing kept at home. */
function globalOptions(port: number, folder: string): string {
  return `{
	admin off
	https_port ${port}
	auto_https disable_redirects
	default_bind 127.0.0.1
	storage file_system ${folder}/storage
	log {
		output stderr
		level WARN
	}
}`;
}
