/** What the provider does, in the log: which tool, and what was wrong; never a token. */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Logger } from '../logger.ts';

/** Events of the library that say that something was refused. */
const refusals = [
  'authorization.error',
  'grant.error',
  'userinfo.error',
  'introspection.error',
  'revocation.error',
  'end_session.error',
  'pushed_authorization_request.error',
  'device_authorization.error',
  'code_verification.error',
  'discovery.error',
] as const;

type Refusal = Error & { error?: string; error_description?: string; error_detail?: string };

/** Writes the provider's events to the log. */
export function reportEvents(provider: Provider, log: Logger): void {
  const events = provider as unknown as {
    on(name: string, listener: (ctx: KoaContextWithOIDC, error: Refusal) => void): void;
  };
  for (const name of refusals) {
    events.on(name, (ctx, error) => {
      const { error: code, error_description: description, error_detail: detail } = error;
      log.info({ event: name, tool: ctx.oidc.client?.clientId, code, description, detail }, 'refused by the provider');
    });
  }
  events.on('server_error', (ctx, err) => {
    log.error({ err, tool: ctx.oidc?.client?.clientId, route: ctx.oidc?.route }, 'the provider failed');
  });
  events.on('grant.revoked', (ctx) => {
    log.warn({ tool: ctx.oidc.client?.clientId, route: ctx.oidc.route }, 'everything made from a grant was revoked');
  });
}
