import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findSignInScripts } from './measure-web-app.ts';

describe('findSignInScripts', () => {
  it('follows what the page imports at once, and leaves out what it loads later', () => {
    const scripts = findSignInScripts({
      'index.html': { file: 'index.js', isEntry: true, imports: ['_a.js'], dynamicImports: ['signed-in-app.tsx'] },
      '_a.js': { file: 'a.js', imports: ['_b.js'] },
      '_b.js': { file: 'b.js', imports: ['_a.js'] },
      'signed-in-app.tsx': { file: 'signed-in.js', isDynamicEntry: true, imports: ['_a.js'] },
    });
    assert.deepEqual(scripts.sort(), ['a.js', 'b.js', 'index.js']);
  });

  it('counts a sign-in page that is loaded later', () => {
    const scripts = findSignInScripts({
      'index.html': { file: 'index.js', isEntry: true, dynamicImports: ['sign-in/sign-in-page.tsx'] },
      'sign-in/sign-in-page.tsx': { file: 'sign-in.js', isDynamicEntry: true, imports: ['_c.js'] },
      '_c.js': { file: 'c.js' },
    });
    assert.deepEqual(scripts.sort(), ['c.js', 'index.js', 'sign-in.js']);
  });
});
