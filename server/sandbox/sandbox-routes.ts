/**
 * The sandbox's own pages: where it starts, and the faults.
 *
 * Owns: what DingTalk does not have. Does not: answer as DingTalk. Called by: `sandbox.ts`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiNames, sandboxApp } from './app.ts';
import { isFaultId } from './faults.ts';
import { toFaultsPage } from './faults-page.ts';
import { html } from './html.ts';
import { bilingual, isOwnForm, type Page, refuseForeignForm, sendPage, toNoticePage } from './page.ts';
import type { SandboxParts } from './parts.ts';

/** Adds the start page and the faults page. */
export function registerSandboxRoutes(app: FastifyInstance, parts: SandboxParts): void {
  app.get('/', (_request, reply) => sendPage(reply, 200, toStartPage(parts)));
  app.get('/sandbox/faults', (_request, reply) => sendPage(reply, 200, toFaultsPage(parts.faults)));
  app.post('/sandbox/faults', (request, reply) => switchFault(parts, request, reply));
}

function switchFault({ faults }: SandboxParts, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isOwnForm(request)) {
    return refuseForeignForm(reply);
  }
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  const id = form.get('id') ?? '';
  const action = form.get('action');
  if (action === 'clear') {
    faults.clear();
    return showFaults(reply);
  }
  if (!isFaultId(id)) {
    return sendPage(reply, 400, toNoticePage({ zh: '没有这个故障', en: 'There is no fault by this name.' }));
  }
  if (action === 'off') {
    faults.off(id);
  } else if (action === 'on') {
    const api = apiNames.find((name) => name === form.get('api'));
    faults.on(id, api === undefined ? {} : { api });
  }
  return showFaults(reply, `#${id}`);
}

function showFaults(reply: FastifyReply, place = ''): FastifyReply {
  return reply.code(303).header('location', `/sandbox/faults${place}`).send();
}

function toStartPage(parts: SandboxParts): Page {
  const origins = [...new Set(parts.redirectUris.map((uri) => new URL(uri).origin))];
  const [company] = parts.company.organizations;
  return {
    title: 'Foyer 沙箱',
    body: html`<main class="start">
      <h1>Foyer 沙箱 <span class="en" lang="en">Foyer’s sandbox</span></h1>
      <p>没有配置钉钉应用时，Foyer 就用它登录：一家虚构的公司，和一个行为像钉钉的服务。</p>
      <p class="en" lang="en">Foyer signs people in with this as long as no DingTalk app is configured: an invented
        company, and a service that behaves like DingTalk.</p>
      <ul class="doors">
        ${origins.map(
          (origin) => html`<li><a href="${origin}">${bilingual({ zh: '打开 Foyer', en: 'Open Foyer' })}
          <span class="address">${origin}</span></a></li>`,
        )}
        <li><a href="/sandbox/faults">${bilingual({ zh: '故障开关', en: 'Fault switches' })}
          <span class="address">/sandbox/faults</span></a></li>
        <li><a href="/sandbox/invitations">${bilingual({ zh: '邀请', en: 'Invitations' })}
          <span class="address">/sandbox/invitations</span></a></li>
      </ul>
      <dl class="facts">
        <dt>${bilingual({ zh: '公司', en: 'Company' })}</dt><dd>${company?.name ?? ''}</dd>
        <dt>corpId</dt><dd><code>${sandboxApp.corpId}</code></dd>
        <dt>Client ID</dt><dd><code>${sandboxApp.clientId}</code></dd>
      </dl>
    </main>`,
  };
}
