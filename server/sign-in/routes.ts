/**
 * `/auth/*`: signing in with DingTalk and signing out; and `/api/sign-in/refusal`, for the page that explains.
 *
 * Owns: proving who somebody is, and the cookies and redirects on the way: `begin-route.ts` leads to DingTalk,
 * `callback-route.ts` receives the answer (`callback.ts`) and has it completed (`complete.ts`).
 * Does not: know how sessions are stored, or how DingTalk spells things.
 * Called by: `build-server.ts`. No other feature calls it; they send the browser here.
 */
import type { FastifyPluginAsync } from 'fastify';
import { beginRoute } from './begin-route.ts';
import { callbackRoute } from './callback-route.ts';
import type { SignInOptions } from './options.ts';
import { refusalRoute } from './refusal-route.ts';
import { signOutRoute } from './sign-out-route.ts';

export const signInRoutes: FastifyPluginAsync<SignInOptions> = async (app, options) => {
  await app.register(beginRoute, options);
  await app.register(callbackRoute, options);
  await app.register(signOutRoute, options);
  await app.register(refusalRoute, options);
};
