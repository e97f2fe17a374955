/** The pages about reverse proxies, in both languages. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { proxyPages, readSnippets } from '../../testing/proxy-page.ts';

const proxies = ['nginx', 'caddy', 'haproxy', 'traefik', 'envoy'];
const read = (name: string) => readFileSync(join(proxyPages, name), 'utf8');

describe('the pages about reverse proxies', () => {
  // The tests run what the English page prints: another text in the Chinese one would be one that nobody has tried.
  it('print the same configuration in both languages', () => {
    for (const proxy of proxies) {
      const english = readSnippets(`${proxy}.md`);
      assert.ok(english.size > 0, proxy);
      assert.deepEqual(readSnippets(`${proxy}.zh-CN.md`), english, proxy);
    }
  });

  it('print no configuration that is not tested', () => {
    for (const proxy of proxies) {
      const blocks = read(`${proxy}.md`).match(/^```\w.*$/gm) ?? [];
      const others = blocks.filter((line) => line !== '```sh' && !/^```\w+ (file|part)=\S+$/.test(line));
      assert.deepEqual(others, [], proxy);
    }
  });

  it('are all in the index, which has the nine headers', () => {
    for (const [index, suffix] of [
      ['README.md', '.md'],
      ['README.zh-CN.md', '.zh-CN.md'],
    ] as const) {
      for (const proxy of proxies) assert.ok(read(index).includes(`(${proxy}${suffix})`), `${proxy} in ${index}`);
      const headers = read(index).match(/^\| `(Remote|X-Auth-Request|X-Foyer)-[\w-]+` \|/gm);
      assert.equal(headers?.length, 9);
    }
  });

  it('lead only to pages that are there', () => {
    const pages = ['README', ...proxies].flatMap((name) => [`${name}.md`, `${name}.zh-CN.md`]);
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g))
        assert.ok(existsSync(join(proxyPages, target)), `${page}: ${target}`);
    }
  });
});
