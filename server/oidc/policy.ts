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
};

/** The name of the stop at which somebody is refused. */
export const ACCESS = 'access';

/** Makes the policy: sign-in first, then the rules of the tool. */
export function createPolicy({ base, Check, Prompt }: typeof libraryPolicy, options: PolicyOptions) {
  const { asking, rulesAllow } = options;
  const policy = base();
  const isSomebodyElse = ({ oidc }: KoaContextWithOIDC) =>
    asking().signedIn?.record.content.person.subject !== oidc.session?.accountId;
  const isRefused = ({ oidc }: KoaContextWithOIDC) => {
    const { signedIn } = asking();
    return signedIn === null || oidc.client === undefined || !rulesAllow(oidc.client.clientId, signedIn);
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
