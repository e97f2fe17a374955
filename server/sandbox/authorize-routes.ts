/**
 * The login host: the sign-in page and its form.
 *
 * Owns: turning a choice into a redirect with a code. Does not: remember anybody; every sign-in asks again.
 * Called by: `sandbox.ts`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sandboxApp } from './app.ts';
import { toAuthorizePage } from './authorize-page.ts';
import { type AuthorizeRequest, readAuthorizeRequest, toCallback, toDenial } from './authorize-request.ts';
import { readQuery } from './call.ts';
import { isOwnForm, refuseForeignForm, sendPage, toNoticePage } from './page.ts';
import type { SandboxParts } from './parts.ts';
import type { Person } from './person.ts';
import type { Grant } from './token-journal.ts';

/** Adds the pages of the login host. */
export function registerAuthorizeRoutes(app: FastifyInstance, parts: SandboxParts): void {
  app.get('/oauth2/auth', (request, reply) => showPage(parts, request, reply));
  app.post('/oauth2/auth', (request, reply) => takeChoice(parts, request, reply));
}

function showPage(parts: SandboxParts, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const query = readQuery(request);
  const outcome = readAuthorizeRequest(query, registeredUris(parts));
  if ('problem' in outcome) {
    return sendPage(reply, 400, toNoticePage(outcome.problem));
  }
  const page = toAuthorizePage({
    request: outcome.request,
    company: parts.company,
    corpId: chooseOrganization(parts, query.get('org') ?? outcome.request.corpId),
    search: (query.get('q') ?? '').trim(),
    query,
    faultsOn: parts.faults.listOn().length,
  });
  return sendPage(reply, 200, page);
}

function registeredUris({ faults, redirectUris }: SandboxParts): readonly string[] {
  return faults.isOn('redirect-unregistered') ? [] : redirectUris;
}

function takeChoice(parts: SandboxParts, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isOwnForm(request)) {
    return refuseForeignForm(reply);
  }
  const outcome = readAuthorizeRequest(readQuery(request), registeredUris(parts));
  if ('problem' in outcome) {
    return sendPage(reply, 400, toNoticePage(outcome.problem));
  }
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  if (form.get('decision') === 'deny') {
    return redirect(reply, toDenial(outcome.request, parts.faults));
  }
  const corpId = chooseOrganization(parts, form.get('org') ?? outcome.request.corpId);
  const person = parts.company.find(form.get('user') ?? '', corpId);
  if (person === null) {
    return sendPage(reply, 400, toNoticePage({ zh: '没有这个人', en: 'Nobody by this userId is known here.' }));
  }
  const code = parts.tokens.issueCode(toGrant(person, outcome.request, form.getAll('withhold')));
  return redirect(reply, toCallback(outcome.request, code, parts.faults));
}

function toGrant(person: Person, request: AuthorizeRequest, withheld: readonly string[]): Grant {
  return {
    corpId: person.corpId,
    userId: person.userId,
    tellsCorpId: request.tellsCorpId,
    permissions: request.permissions.filter(
      (permission) => permission !== 'Contact.User.mobile' || !withheld.includes('mobile'),
    ),
  };
}

function chooseOrganization(parts: SandboxParts, wanted: string | null): string {
  const isKnown = parts.company.organizations.some(({ corpId }) => corpId === wanted);
  return wanted !== null && isKnown ? wanted : sandboxApp.corpId;
}

function redirect(reply: FastifyReply, target: string): FastifyReply {
  return reply
    .code(302)
    .headers({ location: target, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .send();
}
