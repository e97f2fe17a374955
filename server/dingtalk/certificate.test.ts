import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AppError } from '../errors.ts';
import { listenUntilAfter } from '../testing/stand-in.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createDingTalkRequests } from './request.ts';
import { AppAccessToken } from './wire.ts';

/** A certificate for a name, made for this test; null where there is no openssl to make one. */
function makeCertificate(t: TestContext, name: string): { key: string; cert: string } | null {
  const folder = temporaryFolder(t);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  try {
    execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** What a call to a server with this certificate ends with, and how many requests got through to it. */
async function callWith(t: TestContext, certificate: { key: string; cert: string }) {
  let requests = 0;
  const server = createServer(certificate, (_request, response) => {
    requests += 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"accessToken":"A","expireIn":7200}');
  });
  const url = new URL(`https://localhost:${await listenUntilAfter(t, server)}`);
  const calls = createDingTalkRequests({ login: url, api: url, oapi: url });
  t.after(calls.close);
  const outcome = await calls
    .callApi('POST', {
      path: '/v1.0/oauth2/accessToken',
      answer: AppAccessToken,
      permission: 'p',
      body: { appSecret: 'secret' },
      repeat: 'read',
      signal: AbortSignal.timeout(5_000),
    })
    .then(
      () => 'answered',
      (error: unknown) => (error instanceof AppError ? `${error.code} ${error.details.reason}` : String(error)),
    );
  return { outcome, requests };
}

describe('a server that says it is DingTalk', () => {
  // Whoever sits between could otherwise read the app's secret and sign in as anybody.
  it('gets nothing unless its certificate is trusted and made out for the name that was called', async (t) => {
    const [own, foreign] = [makeCertificate(t, 'localhost'), makeCertificate(t, 'other.example')];
    if (own === null || foreign === null) return t.skip('there is no openssl on this machine');
    assert.deepEqual(await callWith(t, own), {
      outcome: 'dingtalk_unreachable DEPTH_ZERO_SELF_SIGNED_CERT',
      requests: 0,
    });
    const usual = getCACertificates('default');
    t.after(() => setDefaultCACertificates(usual));
    setDefaultCACertificates([...usual, own.cert, foreign.cert]);
    assert.deepEqual(await callWith(t, foreign), {
      outcome: 'dingtalk_unreachable ERR_TLS_CERT_ALTNAME_INVALID',
      requests: 0,
    });
    assert.deepEqual(await callWith(t, own), { outcome: 'answered', requests: 1 });
  });
});
