import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { layDown, questionAt } from './questions.ts';

const heads = ['a', 'b'].map((name) => ({
  path: `/${name}`,
  headers: { host: `${name}.example` },
  cookieStart: 'x=1; s=',
}));

describe('layDown', () => {
  it('writes each request up to the end of its cookie, which is written apart', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-questions-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const questions = layDown(folder, heads, ['111', '222', '333']);
    const [first = '', second = '', rest] = readFileSync(join(questions.folder, 'heads'), 'utf8').split('\0');
    assert.equal(first, 'GET /a HTTP/1.1\r\nhost: a.example\r\ncookie: x=1; s=');
    assert.equal(second, 'GET /b HTTP/1.1\r\nhost: b.example\r\ncookie: x=1; s=');
    assert.equal(rest, '');
    assert.equal(readFileSync(join(questions.folder, 'cookie-ends'), 'utf8'), '111222333');
  });

  it('refuses cookies that wrk could not tell apart', () => {
    assert.throws(() => layDown('/nowhere', heads, ['111', '22']));
  });
});

describe('questionAt', () => {
  it('asks each tool for those who have it open', () => {
    const questions = { heads, cookieEnds: ['111', '222', '333'], folder: '', width: 3 };
    assert.deepEqual(questionAt(questions, 2), { path: '/a', headers: { host: 'a.example', cookie: 'x=1; s=333' } });
    assert.equal(questionAt(questions, 1).path, '/b');
  });
});
