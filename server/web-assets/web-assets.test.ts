import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { listenForTest, sendRaw } from '../testing/raw-http.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openBuiltWebAssets } from './built.ts';
import { pagePaths } from './web-assets.ts';

const HTML =
  '<!doctype html><meta name="foyer-error" content="" data-request-id="" data-tool="" />' +
  '<meta name="foyer-sandbox" content="" />' +
  '<script type="module" src="/assets/app-x1.js"></script>';
const SCRIPT = 'console.log("Foyer");\n'.repeat(200);

describe('a page', () => {
  for (const path of pagePaths) {
    it(`is the app's one document, asked as ${path}`, async (t) => {
      const { browser } = await start(t);
      const answer = await browser.open(path);
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.body, HTML, 'with nothing filled in');
      const head = await browser.request({ method: 'HEAD', url: path });
      assert.deepEqual([head.statusCode, head.body], [200, '']);
    });
  }

  it('takes whatever query comes with it, and shows nothing of it', async (t) => {
    const { browser } = await start(t);
    const answer = await browser.open('/sign-in?error=%3Cscript%3E&x=%22%3E%3Cb%3E&foyer-error=canary');
    assert.deepEqual([answer.statusCode, answer.body], [200, HTML]);
  });

  it('that does not exist is the same document with 404, and says so to its scripts', async (t) => {
    const { browser } = await start(t);
    for (const path of ['/nowhere', '/sign-in/x', '/Profile', '/api/nowhere', '/index.html']) {
      const answer = await browser.open(path);
      assert.equal(answer.statusCode, 404, path);
      assert.match(
        answer.body,
        /<meta name="foyer-error" content="not_found" data-request-id="[\w-]{13}" data-tool="" \/>/,
      );
      assert.ok(answer.body.endsWith('src="/assets/app-x1.js"></script>'));
    }
  });

  // What is written into a page without a look at it becomes script on the page.
  it('never holds anything of the address', async (t) => {
    const { browser } = await start(t);
    const answer = await browser.open('/nowhere%22%3E%3Cscript%3Ecanary%3C/script%3E?canary="><b>');
    assert.doesNotMatch(answer.body, /canary/);
  });

  it('names the sandbox where the sandbox plays DingTalk, and only there', (t) => {
    const folder = build(t);
    const sandbox = openBuiltWebAssets(folder, 'http://localhost:3001').renderPage({});
    assert.match(sandbox, /<meta name="foyer-sandbox" content="http:\/\/localhost:3001" \/>/);
    assert.match(openBuiltWebAssets(folder, '').renderPage({}), /<meta name="foyer-sandbox" content="" \/>/);
  });
});

describe('the document of the web app', () => {
  // The server fills these in by their exact text; a change there alone would silently hide every failure.
  it('has the places that the server fills in', () => {
    const html = readFileSync(new URL('../../web/index.html', import.meta.url), 'utf8');
    assert.ok(html.includes('<meta name="foyer-error" content="" data-request-id="" data-tool="" />'));
    assert.ok(html.includes('<meta name="foyer-sandbox" content="" />'));
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/, 'and nothing that the policy forbids');
  });
});

describe('a built asset', () => {
  it('may be kept for a year: its name changes with its content', async (t) => {
    const { browser } = await start(t);
    const { statusCode, headers, body } = await browser.get('/assets/app-x1.js');
    assert.deepEqual([statusCode, body], [200, SCRIPT]);
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.match(String(headers['content-type']), /^(text|application)\/javascript/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['set-cookie'], undefined);
  });

  it('comes compressed as the browser likes it, from the twin that was built', async (t) => {
    const { browser } = await start(t);
    for (const [accepts, encoding, unpack] of [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['gzip;q=1, br;q=0', 'gzip', gunzipSync],
      ['identity', undefined, (bytes: Buffer) => bytes],
      ['', undefined, (bytes: Buffer) => bytes],
    ] as const) {
      const answer = await browser.get('/assets/app-x1.js', { 'accept-encoding': accepts });
      assert.equal(answer.headers['content-encoding'], encoding, accepts);
      assert.match(String(answer.headers['content-type']), /javascript/);
      assert.equal(unpack(answer.rawPayload).toString(), SCRIPT);
      assert.match(String(answer.headers.vary), /accept-encoding/i);
    }
  });

  it('without a twin comes as it is', async (t) => {
    const { browser } = await start(t);
    const answer = await browser.get('/assets/plain-x2.svg', { 'accept-encoding': 'br, gzip' });
    assert.deepEqual([answer.statusCode, answer.headers['content-encoding'], answer.body], [200, undefined, '<svg/>']);
  });

  it('that is not there is 404, and may not be kept', async (t) => {
    const { browser } = await start(t);
    const answer = await browser.get('/assets/gone-x9.js');
    assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'not_found']);
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  // Source maps hold the sources; dot files and what lies beside the folder hold more.
  it('is only a file of the build: no folder, no dot file, no map, nothing beside', async (t) => {
    const { app } = await start(t);
    const port = await listenForTest(app);
    for (const name of [
      '',
      '.',
      '..',
      '.env',
      '.hidden.js',
      '../index.html',
      '..%2findex.html',
      '..%5cindex.html',
      '%2e%2e%2findex.html',
      '%2e%2e/index.html',
      '....//index.html',
      'sub/inner.js',
      'sub%2finner.js',
      'sub',
      'app-x1.js%00',
      'app-x1.js%00.css',
      'app-x1.js/',
      'app-x1.js.map',
      'app-x1.js::$DATA',
      'C:%5cwindows',
      '~',
    ]) {
      const { status, body } = await sendRaw(
        port,
        `GET /assets/${name} HTTP/1.1\r\nHost: foyer.example.com\r\nConnection: close\r\n\r\n`,
      );
      assert.ok([400, 404].includes(status), `${status} ${name}`);
      assert.doesNotMatch(body, /canary|console\.log/, name);
    }
  });
});

describe('the build of the web app', () => {
  it('writes no source maps', () => {
    const config = readFileSync(new URL('../../vite.config.ts', import.meta.url), 'utf8');
    assert.match(config, /sourcemap: false/);
    const dist = fileURLToPath(new URL('../../web/dist', import.meta.url));
    const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.map'));
    assert.deepEqual(maps, []);
  });
});

describe('a web app that is not built', () => {
  it('keeps Foyer from starting, and says what to do', (t) => {
    assert.throws(() => openBuiltWebAssets(temporaryFolder(t), ''), /npm run build/);
  });
});

/** A build of the web app as small as can be. */
function build(t: TestContext): string {
  const folder = temporaryFolder(t);
  const assets = join(folder, 'assets');
  mkdirSync(join(assets, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), HTML);
  writeFileSync(join(folder, 'canary.txt'), 'canary');
  writeFileSync(join(assets, 'app-x1.js'), SCRIPT);
  writeFileSync(join(assets, 'app-x1.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(assets, 'app-x1.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(assets, 'plain-x2.svg'), '<svg/>');
  for (const hidden of ['.env', '.hidden.js', 'sub/inner.js']) writeFileSync(join(assets, hidden), 'canary');
  return folder;
}

function start(t: TestContext) {
  const webAssets = openBuiltWebAssets(build(t), '');
  return startTestServer(t, { adapt: (services) => ({ ...services, webAssets }) });
}
