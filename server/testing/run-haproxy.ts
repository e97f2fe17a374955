/** HAProxy, configured as docs/proxies/haproxy.md says. */
import { join } from 'node:path';
import { findFreePort, type RunProxy, runProxyProcess } from './proxy-process.ts';
import { fillIn, getSnippet, proxyPages, readSnippets, writeConfiguration } from './proxy-page.ts';

/** Starts it as one process. */
export const runHaproxy: RunProxy = async (t, { folder, certificate, foyerPort, tools, parts }) => {
  const snippets = readSnippets('haproxy.md');
  const text = parts.reduce(
    (whole, part) => withPart(whole, getSnippet(snippets, `part=${part}`)),
    getSnippet(snippets, 'file=/etc/haproxy/haproxy.cfg'),
  );
  const port = await findFreePort();
  const filled = fillIn(text, {
    '/etc/haproxy/foyer.lua': join(proxyPages, 'haproxy/foyer.lua'),
    'bind :443 ssl crt /etc/haproxy/certs/': `bind 127.0.0.1:${port} ssl crt ${certificate.both}`,
    '127.0.0.1:3000': `127.0.0.1:${foyerPort}`,
    ...forEachTool(
      text,
      Object.entries(tools).map(([host, tool]) => ({ host, port: tool.port })),
    ),
  });
  const configuration = writeConfiguration(folder, 'haproxy.cfg', filled);
  return runProxyProcess(t, { command: 'haproxy', args: ['-db', '-f', configuration], port, folder });
};

/** The page says which two lines these replace. */
function withPart(text: string, part: string): string {
  const lines = /^ +http-request lua\.foyer .*\n +http-request deny .*\n/m.exec(text)?.[0];
  if (lines === undefined) throw new Error('the two lines are not in the configuration');
  return text.replace(lines, () => part);
}

/** The lines about the wiki, once for each tool. */
function forEachTool(text: string, tools: readonly { host: string; port: number }[]): Record<string, string> {
  const [rule = ''] = /^ +use_backend wiki .*$/m.exec(text) ?? [];
  const [backend = ''] = /^backend wiki\n(?: .*\n)+/m.exec(text) ?? [];
  const repeat = (lines: string) =>
    tools.map(({ host, port }, index) =>
      lines
        .replaceAll('wiki.example.com', host)
        .replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)
        .replaceAll(/\bwiki(?!\.)/g, `tool${index}`),
    );
  return { [rule]: repeat(rule).join('\n'), [backend]: repeat(backend).join('\n') };
}
