import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startSandboxCaller } from '../testing/sandbox-caller.ts';

function temporaryFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'foyer-sandbox-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return join(directory, 'inside', 'tokens.jsonl');
}

describe('a sandbox with a state file', () => {
  it('still knows its tokens after a restart, and which were used up', async (t) => {
    const stateFile = temporaryFile(t);
    const before = await startSandboxCaller(t, { stateFile });
    const first = await before.userTokensFor('zhangwei01');
    const renewed = await before.exchange({ grantType: 'refresh_token', refreshToken: first.refreshToken });
    const appToken = await before.appToken();
    await before.sandbox.close();
    // What a process that died in the middle of writing leaves behind.
    appendFileSync(stateFile, '{"token":"abc","rec');

    const after = await startSandboxCaller(t, { stateFile });
    assert.equal((await after.getAs('/v1.0/contact/users/me', first.accessToken)).status, 200);
    assert.equal(await after.appToken(), appToken);
    const refresh = (refreshToken: unknown) => after.exchange({ grantType: 'refresh_token', refreshToken });
    assert.equal((await refresh(first.refreshToken)).status, 400);
    assert.equal((await refresh(renewed.body.refreshToken)).status, 200);
  });

  it('keeps the file for its owner alone', async (t) => {
    const stateFile = temporaryFile(t);
    const { appToken } = await startSandboxCaller(t, { stateFile });
    await appToken();
    assert.equal(statSync(stateFile).mode & 0o777, 0o600);
  });

  it('forgets what is over when it starts', async (t) => {
    const stateFile = temporaryFile(t);
    const before = await startSandboxCaller(t, { stateFile });
    await before.userTokensFor('zhangwei01');
    await before.sandbox.close();
    const later = Date.now() + 31 * 86_400_000;
    await startSandboxCaller(t, { stateFile, now: () => later });
    assert.equal(statSync(stateFile).size, 0);
  });
});

describe('a sandbox without a state file', () => {
  it('knows no token of another', async (t) => {
    const [one, other] = [await startSandboxCaller(t), await startSandboxCaller(t)];
    const { accessToken } = await one.userTokensFor('zhangwei01');
    assert.equal((await other.getAs('/v1.0/contact/users/me', accessToken)).status, 400);
  });
});
