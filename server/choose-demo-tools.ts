/**
 * The demo tools, which give whoever tries the sandbox something to open.
 *
 * Owns: whether they run, on which port, and the rules about them. Their code is loaded only here, and only to run them.
 * Does not: run them beside a Foyer that is running, or with rules of somebody else's.
 * Called by: `services.ts`.
 */
import { createRules } from './access/rules.ts';
import type { Rules } from './access/tool.ts';
import { parseToolsFile } from './access/tools-file.ts';
import type { Config } from './config/load-config.ts';
import type { Logger } from './logger.ts';

export type DemoToolsChoice = {
  /** Where they are; empty when they do not run. */
  origins: readonly string[];
  /** The rules about them, with an administrator; those about nothing when they do not run. */
  rules: Rules;
  /** Names the address at which Foyer listens. */
  answerThrough(foyer: URL): void;
  close(): Promise<void>;
};

/** Opens them when the sandbox plays DingTalk and nobody has said which tools there are. */
export async function chooseDemoTools(config: Config, log: Logger): Promise<DemoToolsChoice> {
  const { dingtalk, toolsFile, publicUrl } = config;
  if (dingtalk.mode === 'live' || toolsFile !== null) {
    return {
      origins: [],
      rules: createRules({ admins: [], tools: [] }),
      answerThrough: () => {},
      close: async () => {},
    };
  }
  const { openDemoTools } = await import('./demo-tools/demo-tools.ts');
  const { rules, ...opened } = await openDemoTools({ port: choosePort(config), publicUrl, log });
  return { ...opened, rules: createRules(parseToolsFile('server/demo-tools/tools.yaml', rules)) };
}

/** The port to ask for: beside the sandbox, unless Foyer itself is about to listen there. 0 is any that is free. */
export function choosePort({ sandboxPort, listen }: Pick<Config, 'sandboxPort' | 'listen'>): number {
  const next = sandboxPort + 1;
  return sandboxPort === 0 || next === listen.port || next > 65_535 ? 0 : next;
}
