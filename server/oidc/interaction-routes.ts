/**
 * `/oidc/interaction/:uid`: where the provider hands a browser over to Foyer, and gets it back.
 *
 * Owns: what each stop of the provider's means here: sign in, sign in anew, or hear that a tool is closed.
 * Does not: sign anybody in; it sends the browser there, and is asked again afterwards.
 * Called by: `build-server.ts`, in the scope of sessions.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import type { InteractionResults, Provider } from 'oidc-provider';
import Type from 'typebox';
import type { Rules } from '../access/tool.ts';
import { AppError } from '../errors.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { requirePage } from '../http/page-request.ts';
import { NoQuery } from '../http/schema-parts.ts';
import { paths } from '../paths.ts';
import type { Person } from '../person.ts';
import { askedBy } from '../sessions/audited.ts';
import { findSignedIn } from '../sessions/signed-in.ts';
import type { SignedIn } from '../sessions/store-bridge.ts';
import { describeTarget, findOidcTool } from './clients.ts';
import { ACCESS } from './policy.ts';
import type { OidcProvider } from './provider.ts';
import { ACR, toSeconds } from './session-view.ts';
import { ways } from './ways.ts';

export type InteractionRoutesOptions = {
  provider: OidcProvider;
  rules: { current(): Rules };
  rulesAllow(clientId: string, who: SignedIn): boolean;
  audit: Pick<AuditLog, 'record'>;
};
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

const Params = Type.Object({ uid: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) });
const route = {
  config: { access: 'public' },
  schema: { querystring: NoQuery, params: Params },
  onRequest: requirePage,
} as const;

export const interactionRoutes: FastifyPluginAsyncTypebox<InteractionRoutesOptions> = async (app, options) => {
  app.get(`${ways.interaction}/:uid`, route, async (request, reply) => {
    const library = await options.provider.current();
    const interaction = await findInteraction(library, request, reply);
    const signedIn = findSignedIn(request);
    if (signedIn === null || mustSignInAnew(interaction, signedIn)) return askForSignIn(reply, interaction);
    if (isRefused(interaction, signedIn, options)) throw refuse(interaction, request, options);
    const result = answerFor(interaction, signedIn);
    return goBack({ library, request, reply }, result);
  });

  app.get(`${ways.interaction}/:uid/back`, route, async (request, reply) => {
    const library = await options.provider.current();
    await findInteraction(library, request, reply);
    const refusal = { error: 'access_denied', error_description: 'the rules of the tool do not let this person in' };
    return goBack({ library, request, reply }, refusal);
  });
};

/** The stop that this browser is at. One that another browser began is none of its business. */
async function findInteraction(
  library: Provider,
  request: FastifyRequest<{ Params: { uid: string } }>,
  reply: FastifyReply,
): Promise<Interaction> {
  const interaction = await library.interactionDetails(request.raw, reply.raw).catch((cause) => {
    if (cause?.name === 'SessionNotFound') return null;
    throw cause;
  });
  if (interaction?.uid !== request.params.uid) {
    throw new AppError('sign_in_expired', 'a request of a tool that is not known, or is another browser’s');
  }
  return interaction;
}

/** Reasons for which somebody who is signed in has to show again who they are. */
const anew: ReadonlySet<string> = new Set(['login_prompt', 'max_age', 'id_token_hint']);

function mustSignInAnew({ prompt, iat }: Interaction, { record }: SignedIn): boolean {
  if (prompt.name !== 'login' || !prompt.reasons.some((reason) => anew.has(reason))) return false;
  return toSeconds(record.content.startedAt) < iat;
}

function askForSignIn(reply: FastifyReply, { uid }: Interaction): FastifyReply {
  const back = `${ways.interaction}/${uid}`;
  return reply.redirect(`${paths.signIn}?return_to=${encodeURIComponent(back)}`, 303);
}

function isRefused({ prompt, params }: Interaction, who: SignedIn, { rulesAllow }: InteractionRoutesOptions): boolean {
  return prompt.name === ACCESS && !rulesAllow(String(params.client_id), who);
}

function answerFor({ prompt, params }: Interaction, signedIn: SignedIn): InteractionResults {
  const { content } = signedIn.record;
  switch (prompt.name) {
    case 'login':
      // Who signs in anew, and is still not the person the tool spoke of, will not become that person by trying again.
      return isSomebodyElse(params.id_token_hint, content.person)
        ? { error: 'login_required', error_description: 'somebody else is signed in' }
        : { login: { accountId: content.person.subject, ts: toSeconds(content.startedAt), acr: ACR, remember: false } };
    case 'consent':
      return { consent: {} };
    case ACCESS:
      return {};
    default:
      throw new AppError('internal', `a stop of the provider that nobody knows: ${prompt.name}`);
  }
}

/** The page that says so tells why, and for that asks about the tool. */
function refuse(
  { params }: Interaction,
  request: FastifyRequest,
  { rules, audit }: InteractionRoutesOptions,
): AppError {
  const clientId = String(params.client_id);
  const tool = findOidcTool(rules.current(), clientId);
  const refused = { act: 'access_refused', outcome: 'refused', code: 'access_denied' } as const;
  audit.record({ ...refused, ...askedBy(request), target: describeTarget(rules.current(), clientId) });
  const details: Record<string, string> = tool === null ? {} : { tool: tool.id };
  return new AppError('access_denied', 'the rules of the tool do not let this person in', { details });
}

/** The library has verified the hint before it stopped. */
function isSomebodyElse(idTokenHint: unknown, { subject }: Person): boolean {
  return typeof idTokenHint === 'string' && decodeJwt(idTokenHint).sub !== subject;
}

type Exchange = { library: Provider; request: FastifyRequest; reply: FastifyReply };

async function goBack({ library, request, reply }: Exchange, result: InteractionResults): Promise<FastifyReply> {
  return reply.redirect(await library.interactionResult(request.raw, reply.raw, result), 303);
}
