/**
 * The command `keys rotate`: new keys in the place of those that sign.
 *
 * Owns: what it says. The exit code is 0 when keys were replaced, 2 when not.
 * Does not: open anything, write or exit; `main.ts` does. Called by: `main.ts`.
 */
import { say, type Words } from '../words.ts';
import type { KeyState } from './key-views.ts';
import type { KeysOptions } from './keys-options.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Why there are no keys to replace. */
export type KeysTrouble = 'nothing there' | 'another version' | 'another secret';

/** What is answered, and where: an order that could not be carried out is no result. */
export type CommandAnswer = { code: 0 | 2; text: string };

/** What the command works with; it closes it. */
export type OpenedKeys = { signingKeys: Pick<SigningKeys, 'rotate' | 'states'>; close(): Promise<void> };

/** Replaces the keys, and says what becomes of the old ones and the new. */
export async function answerRotate(options: KeysOptions, opened: OpenedKeys | KeysTrouble): Promise<CommandAnswer> {
  const { rotation, language } = options;
  if (typeof opened === 'string') return { code: 2, text: troubles[opened][language] };
  const { signingKeys, close } = opened;
  await signingKeys.rotate(rotation);
  const states = signingKeys.states().filter(({ phase }) => phase !== 'retired');
  await close();
  const outcome = 'isLeaked' in rotation ? atOnce : later(rotation.signsAfterMs);
  const rows = states.map((state) => `    ${state.alg}  ${state.kid}  ${describe(state)[language]}`);
  return { code: 0, text: [outcome[language], ...rows].join('\n') };
}

const settings = say(
  '请在服务的目录里、以服务的用户和同样的设置执行。',
  'Run this in the folder of the service, as its user and with its settings.',
);

const troubles: Record<KeysTrouble, Words> = {
  'nothing there': say(
    `这里还没有密钥：前厅第一次启动时才会生成。${settings.zh}`,
    `There are no keys here yet: Foyer makes them at its first start. ${settings.en}`,
  ),
  'another version': say(
    '数据库属于另一个版本的前厅：先用这个版本重启服务。',
    'The database is of another version of Foyer: restart the service with this one first.',
  ),
  'another secret': say(
    `这里的密钥不是用现在的 SESSION_SECRET 封装的，什么都没有改动。${settings.zh}刚换过 SESSION_SECRET 的，先重启服务。`,
    `The keys here were not sealed with this SESSION_SECRET, and nothing was changed. ${settings.en} If SESSION_SECRET is new, restart the service first.`,
  ),
};

const atOnce = say(
  `新密钥现在就开始签名，旧密钥不再公布。正在运行的前厅一秒之内就会换上。
! 工具会把取到的密钥保留五分钟，有的更久。在那之前，它们可能拒绝新的登录，也仍然相信旧密钥签的内容。可以重启工具，让它重新获取。
! 密钥封装在数据库里，由 SESSION_SECRET 保护。两样都可能外泄时，只更换密钥不够：请只写一个新的 SESSION_SECRET 再重启，所有人要重新登录。`,
  `New keys sign as of now, and the old ones are not published any more. A Foyer that is running follows within a second.
! Tools keep the keys they have fetched for five minutes, some for longer. Until then they may refuse new sign-ins, and still believe what the old keys signed. Restart a tool to have it fetch them anew.
! The keys lie in the database, sealed with SESSION_SECRET. If both may be in wrong hands, new keys are not enough: set one new SESSION_SECRET alone and restart, which signs everybody out.`,
);

function later(signsAfterMs: number): Words {
  const minutes = signsAfterMs / 60_000;
  return say(
    `新密钥已经公布，${minutes} 分钟后开始签名。没有人会被退出，工具会自己获取。`,
    `New keys are published, and will sign in ${minutes} minutes. Nobody is signed out, and tools fetch them by themselves.`,
  );
}

function describe({ phase, usedFrom, retiredAt }: KeyState): Words {
  const until =
    retiredAt === null
      ? say('', '')
      : say(`，公布到 ${toMoment(retiredAt)}`, `, published until ${toMoment(retiredAt)}`);
  const what = {
    next: say(`已公布，${toMoment(usedFrom)} 开始签名`, `published, signs from ${toMoment(usedFrom)} on`),
    signs: say('正在签名', 'signs now'),
    old: say('不再签名', 'signs no more'),
    retired: say('不再公布', 'is not published any more'),
  }[phase];
  return say(what.zh + until.zh, what.en + until.en);
}

/** A moment as people read it, without seconds: `2026-03-02 08:15 UTC`. */
function toMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
