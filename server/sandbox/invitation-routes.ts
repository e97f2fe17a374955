/**
 * The page on which an invited person would answer: DingTalk has it in its client.
 *
 * Owns: the page, its forms and their answers. Does not: decide who must be asked. Called by: `sandbox.ts`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Html, html } from './html.ts';
import type { Invitation, InvitationReason, Invitations } from './memberships.ts';
import { bilingual, isOwnForm, type Page, refuseForeignForm, sendPage, toNoticePage } from './page.ts';
import type { SandboxParts } from './parts.ts';

/** Adds the page of invitations. */
export function registerInvitationRoutes(app: FastifyInstance, { memberships: { invitations } }: SandboxParts): void {
  app.get('/sandbox/invitations', (_request, reply) => sendPage(reply, 200, toInvitationsPage(invitations)));
  app.post('/sandbox/invitations', (request, reply) => answerInvitation(invitations, request, reply));
}

function answerInvitation(invitations: Invitations, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isOwnForm(request)) {
    return refuseForeignForm(reply);
  }
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  const id = form.get('id') ?? '';
  const action = form.get('action');
  if (action !== 'accept' && action !== 'decline') {
    return sendPage(reply, 400, toNoticePage({ zh: '请选择接受或谢绝', en: 'Accept or decline the invitation.' }));
  }
  const isThere = invitations[action](id);
  return isThere
    ? reply.code(303).header('location', '/sandbox/invitations').send()
    : sendPage(reply, 404, toNoticePage({ zh: '没有这个邀请', en: 'There is no such invitation, or not any more.' }));
}

function toInvitationsPage(invitations: Invitations): Page {
  const all = invitations.list();
  const state =
    all.length === 0
      ? { zh: '没有等待接受的邀请', en: 'No invitation is waiting' }
      : { zh: `${all.length} 个等待接受`, en: `${all.length} waiting` };
  return {
    title: '邀请 Invitations',
    body: html`<main class="faults">
      <header>
        <div>
          <h1>邀请 <span class="en" lang="en">Invitations</span></h1>
          <p class="state${all.length === 0 ? '' : ' on'}">${bilingual(state)}</p>
        </div>
      </header>
      <section class="group"><ul>${all.map(toRow)}</ul></section>
      <p class="links"><a href="/">沙箱首页 <span class="en" lang="en">Sandbox start page</span></a></p>
    </main>`,
  };
}

const reasons: Readonly<Record<InvitationReason, { zh: string; en: string }>> = {
  'other-company': { zh: '此人已属于另一家认证过的公司', en: 'Already belongs to another authenticated company' },
  privacy: { zh: '此人的隐私设置：被团队添加时需要验证', en: 'Wants to be asked when a team adds them' },
  'removed-today': { zh: '24 小时内加入又被移除', en: 'Joined and was removed within 24 hours' },
};

function toRow({ id, person, reason }: Invitation): Html {
  return html`<li class="fault">
    <div class="what">
      <h3>${person.name}</h3>
      <p>${person.mobile ?? ''}</p>
      <p>${bilingual(reasons[reason])}</p>
    </div>
    <form method="post" action="/sandbox/invitations">
      <input type="hidden" name="id" value="${id}">
      <button type="submit" name="action" value="accept" aria-label="接受 Accept: ${person.name}">
        ${bilingual({ zh: '接受', en: 'Accept' })}</button>
      <button type="submit" class="quiet" name="action" value="decline" aria-label="谢绝 Decline: ${person.name}">
        ${bilingual({ zh: '谢绝', en: 'Decline' })}</button>
    </form>
  </li>`;
}
