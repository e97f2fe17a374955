/**
 * When the provider stops to ask Foyer first.
 *
 * Owns: the two things that the library cannot know: whether the Foyer session is still the one it believes in, and whether
 * the rules let its person into the tool. Tools are the company's own, so nobody is asked for consent.
 * Called by: `configuration.ts`.
 */
import type { interactionPolicy as libraryPolicy, KoaContextWithOIDC } from 'oidc-provider';
import type { SignedIn } from '../sessions/store-bridge.ts';
import type { Asking } from './asking.ts';

type PolicyOptions = {
  asking(): Asking;
  /** Whether the rules let somebody into the tool that has a client id. */
  rulesAllow(clientId: string, who: SignedIn): boolean;
  /** Called where the tool alone hears that somebody is refused. */
  whenRefused(clientId: string, who: Asking): void;
};

/** The name of the stop at which somebody is refused. */
export const ACCESS = 'access';

/** Makes the policy: sign-in first, then the rules of the tool. */
export function createPolicy({ base, Check, Prompt }: typeof libraryPolicy, options: PolicyOptions) {
  const { asking, rulesAllow, whenRefused } = options;
  const policy = base();
  const isSomebodyElse = ({ oidc }: KoaContextWithOIDC) =>
    asking().signedIn?.record.content.person.subject !== oidc.session?.accountId;
  const isRefused = ({ oidc: { client, prompts } }: KoaContextWithOIDC) => {
    const { signedIn } = asking();
    if (signedIn === null || client === undefined) return true;
    if (rulesAllow(client.clientId, signedIn)) return false;
    // A tool that asks silently shows no page of ours, which would write it down.
    if (prompts.has('none')) whenRefused(client.clientId, asking());
    return true;
  };
  policy
    .get('login')
    ?.checks.add(
      new Check('foyer_session', 'the session at Foyer is over', 'login_required', (ctx) => isSomebodyElse(ctx)),
    );
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.add(
    new Prompt(
      { name: ACCESS, requestable: false },
      new Check('not_allowed', 'the rules of the tool do not let this person in', 'access_denied', (ctx) =>
        isRefused(ctx),
      ),
    ),
    1,
  );
  return policy;
}
