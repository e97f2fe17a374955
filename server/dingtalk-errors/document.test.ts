import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { dingTalkErrors } from '../dingtalk/error-catalogue.ts';
import { dingTalkErrorsDocument } from './document.ts';

describe('docs/dingtalk-errors.md', () => {
  const text = dingTalkErrorsDocument();

  it('is what the error catalogue says (npm run docs:errors writes it)', () => {
    const committed = readFileSync(new URL('../../docs/dingtalk-errors.md', import.meta.url), 'utf8');
    assert.ok(committed === text, 'docs/dingtalk-errors.md is not up to date: run npm run docs:errors');
  });

  it('has a place for every code, and a line that leads there', () => {
    const anchors = [...text.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id]) => id);
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, id]) => id);
    assert.equal(new Set(anchors).size, anchors.length, 'no two codes share a place');
    assert.deepEqual(links, anchors);
    assert.equal(anchors.length, dingTalkErrors.flatMap(({ codes }) => codes).length);
  });

  it('says everything in both languages, Chinese first', () => {
    const sections = text.split(/^### /m).slice(1);
    assert.equal(sections.length, dingTalkErrors.length);
    for (const section of sections) {
      const order = ['*可能的原因*', '*怎么办*', '*Likely causes*', '*What to do*'].map((label) =>
        section.indexOf(label),
      );
      assert.ok(
        order.every((place, index) => place > (order[index - 1] ?? 0)),
        section.slice(0, 40),
      );
    }
  });

  it('names the kind of app wherever the two differ', () => {
    assert.match(text, /^- 企业内部应用：打开开发者后台/m);
    assert.match(text, /^- Internal app: Open Developer Console/m);
    assert.match(text, /^- 第三方企业应用：由开通应用的公司的管理员/m);
    assert.match(text, /^- Third-party enterprise app: An administrator of the company/m);
  });
});
