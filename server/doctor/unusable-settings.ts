/** Settings, or a database, with which nothing can be examined, as findings. */
import { ConfigError, messageOf } from '../config/problems.ts';
import type { Logger } from '../logger.ts';
import { say } from '../words.ts';
import { adviceForDatabase, isSqliteError } from './database-trouble.ts';
import { sumUp } from './diagnosis.ts';
import type { DiagnosisLine, Finding } from './schema.ts';
import { failed, wentWrong } from './verdict.ts';

/** The whole diagnosis where it ends before its first check. */
export function explainUnusable(error: unknown, log: Pick<Logger, 'error'>): DiagnosisLine[] {
  const findings = toFindings(error, log);
  return [...findings.map((finding) => ({ finding })), { summary: sumUp(findings) }];
}

function toFindings(error: unknown, log: Pick<Logger, 'error'>): Finding[] {
  if (error instanceof ConfigError) return error.problems.map(describeProblem);
  if (isSqliteError(error)) return [describeDatabase(error)];
  log.error({ err: error }, 'a diagnosis could not begin, for a reason that nobody expected');
  return [{ check: 'diagnosis', title: say('诊断', 'Diagnosis'), ...wentWrong(error) }];
}

/** What was found and what is accepted comes from the settings, which speak English only. */
function describeProblem({ variable, found, accepted }: ConfigError['problems'][number]): Finding {
  return {
    check: 'settings',
    title: say(`设置 ${variable}`, `Setting ${variable}`),
    ...failed(say(`看到 ${found}。`, `Found ${found}.`), {
      cause: say(`可接受的是：${accepted}。`, `Accepted: ${accepted}.`),
      remedy: [say(`改正 ${variable}，再诊断一次。`, `Correct ${variable}, and run the diagnosis again.`)],
    }),
  };
}

function describeDatabase(error: Error): Finding {
  const message = messageOf(error);
  return {
    check: 'storage.database',
    title: say('数据库', 'Database'),
    ...failed(say(`不能读取（${message}）。`, `It cannot be read (${message}).`), adviceForDatabase(error)),
  };
}
