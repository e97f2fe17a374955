/**
 * What an explanation looks at, beside a Foyer that may be running.
 *
 * Owns: opening the rules as the file has them now, and the company as it was last read. Nothing is made, changed or
 * asked of DingTalk.
 * Called by: `main.ts`.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRules } from './access/rules.ts';
import type { Rules } from './access/tool.ts';
import { parseToolsFile } from './access/tools-file.ts';
import { readToolsFile } from './access/tools-file-text.ts';
import type { Config } from './config/load-config.ts';
import { openReplicaToRead } from './open-beside.ts';
import type { Replica } from './people/replica.ts';
import { Secret } from './secret.ts';

export type Explained = { rules: Rules; replica: Replica; close(): void };

/**
 * Opens both; whoever opened them closes them.
 *
 * @throws {ToolsFileError} when the file has mistakes
 */
export function openExplanation(config: Config): Explained {
  const rules = readRules(config);
  return { rules, ...openReplicaToRead(config) };
}

/** Those of the demo tools where the sandbox has nothing else; neither the port they are at nor a secret decides anything. */
function readRules({ toolsFile, dingtalk, publicUrl, findVariable }: Config): Rules {
  if (toolsFile !== null) {
    const text = readToolsFile(toolsFile);
    return createRules(parseToolsFile(toolsFile, text, { ownOrigin: publicUrl.origin, findVariable }));
  }
  if (dingtalk.mode === 'live') return createRules({ admins: [], tools: [] });
  const name = 'server/demo-tools/tools.yaml';
  const text = readFileSync(new URL('demo-tools/tools.yaml', import.meta.url), 'utf8').replaceAll(':PORT', '');
  return createRules(parseToolsFile(name, text, { findVariable: () => new Secret(randomUUID()) }));
}
