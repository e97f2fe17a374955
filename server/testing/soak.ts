/** `npm run soak`: the randomised tests again, with many more runs than a test before a commit has time for. */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(process.execPath, ['--test', 'server/**/*.soak.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FOYER_SOAK: '1' },
});
process.exitCode = status ?? 1;
