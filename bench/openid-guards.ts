/**
 * Apache with mod_auth_openidc and express-openid-connect, each with somebody who has signed in at an OpenID provider.
 *
 * Owns: their clients at the provider, the provider's person, and the sign-ins.
 */
import { findFreePort } from '../server/testing/proxy-process.ts';
import { hasApache, startApache } from './apache.ts';
import type { DaemonProcess } from './daemon-process.ts';
import { logIn } from './log-in.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export type OpenIdGuards = AsyncDisposable & {
  express: { server: ServerProcess; cookie: string };
  /** Null where Apache or the module is not installed. */
  apache: { server: DaemonProcess; cookie: string } | null;
};

type GuardsOptions = {
  folder: string;
  documents: string;
  /** The headers of Foyer's decision: the person's name and so on are the provider's as well, and Express answers them. */
  answer: Readonly<Record<string, string>>;
};

/** Starts the provider and both guards, and signs in. */
export async function startOpenIdGuards({ folder, documents, answer }: GuardsOptions): Promise<OpenIdGuards> {
  await using processes = new AsyncDisposableStack();
  const [providerPort, expressPort, apachePort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const issuer = `http://127.0.0.1:${providerPort}`;
  const expressClient = describeClient('express', `http://127.0.0.1:${expressPort}/callback`);
  const apacheClient = describeClient('apache', `http://127.0.0.1:${apachePort}/login/callback`);
  const provider = {
    PORT: String(providerPort),
    CLIENTS: JSON.stringify([expressClient, apacheClient]),
    CLAIMS: JSON.stringify(toClaims(answer)),
  };
  processes.use(await startServer({ entry: 'serve-openid-provider.ts', role: 'load', env: provider }));

  const env = {
    PORT: String(expressPort),
    ISSUER: issuer,
    CLIENT: JSON.stringify(expressClient),
    ANSWER: JSON.stringify(answer),
  };
  const server = processes.use(await startServer({ entry: 'serve-express.ts', role: 'measured', env, flags: [] }));
  const express = { server, cookie: await logIn(`${server.origin}/login`) };

  const apacheServer = hasApache
    ? processes.use(await startApache({ folder, port: apachePort, documents, issuer, client: apacheClient }))
    : null;
  const apache = apacheServer && { server: apacheServer, cookie: await logIn(`${apacheServer.origin}/login/start`) };
  const owned = processes.move();
  return { express, apache, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function describeClient(id: string, redirectUri: string) {
  return { client_id: id, client_secret: `${id}-${'invented'.repeat(4)}`, redirect_uris: [redirectUri] };
}

function toClaims(answer: Readonly<Record<string, string>>) {
  const textOf = (name: string) => decodeURIComponent(answer[name] ?? '');
  return {
    sub: textOf('remote-user'),
    preferred_username: textOf('remote-user'),
    name: textOf('remote-name'),
    email: textOf('remote-email'),
    groups: textOf('remote-groups').split(','),
  };
}
