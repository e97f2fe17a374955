import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeDevice } from './device.ts';

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const mobileWebKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X)';

const devices: readonly [string, string | undefined, string | RegExp][] = [
  ['Chrome on Windows', `${windows} ${webKit} Chrome/126.0.0.0 Safari/537.36`, 'Chrome 126 · Windows'],
  [
    'Edge on Windows',
    `${windows} ${webKit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87`,
    /^(Microsoft )?Edge 126 · Windows$/,
  ],
  ['Safari on an iPhone', `${iPhone} ${mobileWebKit} Version/17.5 Mobile/15E148 Safari/604.1`, 'Safari 17 · iOS'],
  [
    'Safari on a Mac',
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${mobileWebKit} Version/17.4.1 Safari/605.1.15`,
    'Safari 17 · macOS',
  ],
  ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox 128 · Linux'],
  [
    'DingTalk on an iPhone',
    `${iPhone} ${mobileWebKit} Mobile/15E148 AliApp(DingTalk/7.6.0) com.laiwang.DingTalk/38502140 Channel/201200 language/zh-Hans-CN`,
    'DingTalk 7.6.0 · iOS',
  ],
  [
    'DingTalk on an Android phone',
    `Mozilla/5.0 (Linux; U; Android 13; zh-CN; M2102J2SC Build/TKQ1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UWS/5.12.5.0 Mobile Safari/537.36 AliApp(DingTalk/7.5.20) com.alibaba.android.rimet/30513284`,
    'DingTalk 7.5.20 · Android',
  ],
  [
    'DingTalk on a PC',
    `${windows} ${webKit} Chrome/122.0.6261.94 DingTalk(7.6.3-Release.240926003) Electron/29.1.4 Safari/537.36 dingtalk-win/1.0.0 nw(0.14.7)`,
    /^DingTalk 7\.6\.3 · Windows$/,
  ],
  ['a browser that says nothing', '', ''],
  ['a request without the header', undefined, ''],
];

describe('the name of a browser in the list of sessions', () => {
  for (const [what, userAgent, expected] of devices) {
    it(`is "${expected}" for ${what}`, () => {
      const device = describeDevice(userAgent);
      if (typeof expected === 'string') assert.equal(device, expected);
      else assert.match(device, expected);
    });
  }

  // Anyone can send any User-Agent; it must not become a page-long name, and must not stop a sign-in.
  it('stays short and harmless for garbage', () => {
    const garbage = [
      'x'.repeat(100_000),
      '(((((((',
      '\u0000\u001b[31m',
      '<script>',
      '\ud800',
      'DingTalk/',
      `DingTalk/${'9.'.repeat(300)}`,
    ];
    for (const userAgent of garbage) {
      const device = describeDevice(userAgent);
      assert.ok(device.length <= 80, device);
      assert.doesNotMatch(device, /[<>\p{C}]/u);
    }
  });
});
