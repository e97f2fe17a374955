/**
 * What a server in a process of its own tells the benchmark.
 *
 * Owns: the questions, and the end of the process when the benchmark is gone.
 * Called by: the entries of this folder, once they serve.
 */

/** Questions with their answers. */
export type Answers = {
  /** Processor time used so far, in user and system mode together, by all threads. */
  cpuMs: number;
  /** Resident set size, as the operating system counts it. */
  memoryMb: number;
  /** Cookies of sessions that were made for this question. */
  sessions: string[];
  /** One reading of the whole company, from its first question to its end. */
  directoryRun: DirectoryRun;
};

export type DirectoryRun = { seconds: number; peakMb: number; people: number; departments: number; state: string };
export type Question = keyof Answers;

type Answerers = { [Q in Question]?: () => Answers[Q] | Promise<Answers[Q]> };

/** Announces the server and answers until the benchmark hangs up. */
export function answerQuestions(origin: string, answerers: Answerers = {}): void {
  const all: Answerers = { cpuMs, memoryMb, ...answerers };
  process.on('message', async (question: Question) => process.send?.(await all[question]?.()));
  process.once('disconnect', () => process.exit());
  process.send?.(origin);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function memoryMb(): number {
  return process.memoryUsage.rss() / 1024 ** 2;
}
