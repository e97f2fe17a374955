/** A tool with a real server that is told when sessions are over, for tests of who tells it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { JWTPayload } from 'jose';
import { listenUntilAfter } from './stand-in.ts';

/** A tool with a real server, and the notices that have come to it. */
export type NoticedTool = {
  clientId: string;
  /** Where it is told. */
  address: string;
  /** What has come, in order, each as text. */
  bodies: string[];
  requests: IncomingMessage[];
  /** How many calls were under way at once at most. */
  most(): number;
  /** Waits until so many have come. */
  arrived(count: number): Promise<void>;
  /** What the tokens said that have come, each verified when it came, as a tool does. */
  claims(): Promise<JWTPayload[]>;
};

/** How a tool answers its n-th notice, counted from 1. */
export type Answer = (response: ServerResponse, count: number, request: IncomingMessage) => void;

/** Answers as a tool does that has ended its own session. */
export const accept: Answer = (response) => void response.writeHead(200, { 'cache-control': 'no-store' }).end();

type ToolOptions = { clientId: string; answer: Answer; verify: (token: string) => Promise<JWTPayload> };

/** Starts one; it closes with the test. */
export async function startNoticedTool(
  t: TestContext,
  { clientId, answer, verify }: ToolOptions,
): Promise<NoticedTool> {
  const [bodies, requests]: [string[], IncomingMessage[]] = [[], []];
  const claims: Promise<JWTPayload>[] = [];
  const waiting = new Set<() => void>();
  let [underWay, most] = [0, 0];
  const server = createServer(async (request, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    response.once('close', () => {
      underWay -= 1;
    });
    const body = await text(request);
    const verified = verify(new URLSearchParams(body).get('logout_token') ?? '');
    // Told to whoever asks for the claims.
    verified.catch(() => {});
    bodies.push(body);
    claims.push(verified);
    requests.push(request);
    for (const look of waiting) look();
    answer(response, requests.length, request);
  });
  const address = `http://127.0.0.1:${await listenUntilAfter(t, server)}/logout`;
  return {
    ...{ clientId, address, bodies, requests, most: () => most },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (requests.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    claims: () => Promise.all(claims),
  };
}
