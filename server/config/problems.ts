/** What is wrong with the settings, gathered so that everything is said at once. */

/** One thing that is wrong: which variable, what was found (never a secret), what is accepted. */
export type ConfigProblem = { variable: string; found: string; accepted: string };

/** Everything that is wrong with the settings. */
export class ConfigError extends Error {
  readonly problems: ConfigProblem[];

  constructor(problems: ConfigProblem[]) {
    const lines = problems.map(
      ({ variable, found, accepted }) => `  ${variable}: found ${found}; accepted: ${accepted}`,
    );
    super(`Foyer cannot start with these settings:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** What was found while reading: reasons not to start, and things worth knowing. */
export type Report = { problems: ConfigProblem[]; warnings: string[] };

/** What an error says, for a report that a person reads. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
