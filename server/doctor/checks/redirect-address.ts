/**
 * The address to which DingTalk sends people back, and whether DingTalk knows it.
 *
 * Owns: reading DingTalk's sign-in page as far as it can be read. DingTalk draws its page with scripts, so that its
 * answer says nothing of an address that is not registered; the sandbox refuses in plain words.
 */
import { randomUUID } from 'node:crypto';
import { paths } from '../../paths.ts';
import { say } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { adviceFor, failed, passed, toMoment, warning } from '../verdict.ts';

export const redirectAddressCheck: Check = {
  id: 'redirect-address',
  title: say('重定向地址', 'Redirect address'),
  needs: ['host.login'],
  look: async (patient, signal) => {
    const address = new URL(patient.client.buildAuthorizationUrl(randomUUID()));
    const page = await readPage(address, signal).catch(() => null);
    return page === null ? tellUnreadable(patient) : judgePage(page, patient);
  },
};

type Page = { status: number; text: string };

const MOST_CHARACTERS = 65_536;

async function readPage(address: URL, signal: AbortSignal): Promise<Page> {
  const answer = await fetch(address, { redirect: 'manual', signal, headers: { accept: 'text/html' } });
  let text = '';
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  while (reader !== undefined && text.length < MOST_CHARACTERS) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader?.cancel();
  return { status: answer.status, text };
}

function addressOf({ config }: Patient): string {
  return new URL(paths.callback, config.publicUrl).href;
}

function tellUnreadable(patient: Patient): Verdict {
  const address = addressOf(patient);
  return warning(
    say(
      `应登记为 ${address}；但没能打开钉钉的登录页。`,
      `To be registered: ${address}; but DingTalk’s sign-in page could not be opened.`,
    ),
  );
}

function judgePage({ status, text }: Page, patient: Patient): Verdict {
  const address = addressOf(patient);
  if (text.includes(UNKNOWN_CLIENT)) return refuse(UNKNOWN_CLIENT, 'login-page', patient);
  // What the sandbox says; should DingTalk's page ever say as much, it names the parameter too.
  if (status >= 400) return refuse('login-page', /redirect_uri/.test(text) ? NOT_REGISTERED : 'login-page', patient);
  if (status === 200 && SANDBOX_PAGE.test(text)) {
    return passed(say(`${address} 已登记，登录页照常打开。`, `${address} is registered; the sign-in page opens.`));
  }
  return passed(describeUnknown(address, patient));
}

/** The number on DingTalk's page for a client id that it does not know. */
const UNKNOWN_CLIENT = '900103';
const NOT_REGISTERED = '50001';
const SANDBOX_PAGE = /<title>[^<]*Foyer sandbox<\/title>/;

function refuse(code: string, entry: string, patient: Patient): Verdict {
  const address = addressOf(patient);
  const seen = say(
    `钉钉的登录页报错。应登记为 ${address}，一字不差。`,
    `DingTalk’s sign-in page shows an error. To be registered, letter by letter: ${address}`,
  );
  return failed(seen, { dingtalk: { code, requestId: '-' }, ...adviceFor(entry, patient.app.kind) });
}

function describeUnknown(address: string, { evidence }: Patient): Verdict['seen'] {
  const times = [evidence.lastSeen('corp_id_given'), evidence.lastSeen('corp_id_missing')];
  const last = Math.max(...times.map((at) => at ?? 0));
  if (last > 0) {
    return say(
      `应登记为 ${address}；${toMoment(last)} 有人经由它返回，当时已登记。`,
      `To be registered: ${address}. Somebody came back through it at ${toMoment(last)}, so it was registered then.`,
    );
  }
  return say(
    `应登记为 ${address}，一字不差。是否已登记，从这里看不出来：钉钉的登录页由脚本绘制。登录一次便知。`,
    `To be registered, letter by letter: ${address}. Whether it is cannot be told from here, because DingTalk draws its page with scripts; a sign-in shows it.`,
  );
}
