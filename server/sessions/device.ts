import Bowser from 'bowser';

const MOST_CHARACTERS = 80;

/**
 * A short name for the browser behind a User-Agent: "Chrome 156 · Windows", "DingTalk 7.6.0 · Android"; empty when the
 * header says nothing. For people to recognise their own browsers by; anyone can send any User-Agent.
 */
export function describeDevice(userAgent: string | undefined): string {
  if (!userAgent) return '';
  const { browser, os } = Bowser.parse(userAgent.slice(0, 512));
  // DingTalk's web view calls itself after the browser engine it is built on, and says DingTalk behind that.
  const dingTalk = /DingTalk[/(]([\d.]+)/i.exec(userAgent)?.[1];
  const program = dingTalk
    ? `DingTalk ${dingTalk}`
    : [browser.name, browser.version?.split('.')[0]].filter(Boolean).join(' ');
  return [program, os.name].filter(Boolean).join(' · ').slice(0, MOST_CHARACTERS);
}
