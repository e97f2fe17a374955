/** Whether tools that sign people in by themselves do it as safely as they can. */
import type { Tool } from '../../access/tool.ts';
import { parseToolsFile } from '../../access/tools-file.ts';
import { readToolsFile } from '../../access/tools-file-text.ts';
import { say } from '../../words.ts';
import type { Check, Verdict } from '../check.ts';
import { joinNames, passed, warning } from '../verdict.ts';

export const oidcClientsCheck: Check = {
  id: 'settings.oidc',
  title: say('使用 OpenID Connect 的工具', 'Tools that use OpenID Connect'),
  // That check has reported a file with mistakes.
  needs: ['settings.administrators'],
  look: ({ config }) => {
    const { toolsFile: file, publicUrl, findVariable } = config;
    if (file === null) return judge([]);
    return judge(parseToolsFile(file, readToolsFile(file), { ownOrigin: publicUrl.origin, findVariable }).tools);
  },
};

function judge(tools: readonly Tool[]): Verdict {
  const clients = tools.filter(({ oidc }) => oidc !== null);
  const weak = clients.filter(({ oidc }) => oidc?.pkce === 'optional');
  if (weak.length > 0) return describeWeak(weak);
  const { length } = clients;
  if (length === 0) return passed(say('没有。', 'There are none.'));
  return passed(
    say(`有 ${length} 个，都使用 PKCE。`, `There ${length === 1 ? 'is one' : `are ${length}`}, with PKCE throughout.`),
  );
}

function describeWeak(tools: readonly Tool[]): Verdict {
  const list = joinNames(tools.map(({ id, line }) => ({ zh: `${id}（第 ${line} 行）`, en: `${id} (line ${line})` })));
  const isOne = tools.length === 1;
  return warning(say(`弱点：这些工具可以不用 PKCE：${list.zh}。`, `A weakness: ${list.en} may do without PKCE.`), {
    cause: say(
      '文件里写了 pkce: optional。没有 PKCE，截获授权码的人可以把它用在自己的登录里。',
      'The file says "pkce: optional". Without PKCE, whoever gets hold of a code can slip it into a sign-in of their own.',
    ),
    remedy: [
      say(
        '在工具里打开 PKCE（S256），再从文件里删掉 pkce；工具不支持时，请升级它。',
        `Turn on PKCE (S256) in ${isOne ? 'the tool' : 'these tools'}, and take "pkce" out of the file. Upgrade a tool that does not know it.`,
      ),
    ],
  });
}
