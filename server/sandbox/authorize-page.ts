/**
 * The page on which somebody says who they are and agrees.
 *
 * Owns: what is shown, in which order. It is one form without a script: each person is a button of it.
 * Does not: judge the request or send the browser on. Called by: `authorize-routes.ts`.
 */
import type { AuthorizeRequest } from './authorize-request.ts';
import type { Company } from './company.ts';
import { type Html, html } from './html.ts';
import { bilingual, type Page } from './page.ts';
import type { Person } from './person.ts';
import { departmentOf, toPersonCard } from './person-card.ts';
import { dutyOf, isForeign, labelOf } from './person-label.ts';

type AuthorizeView = {
  request: AuthorizeRequest;
  company: Company;
  corpId: string;
  search: string;
  /** The address of this very request, with everything Foyer asked. */
  query: URLSearchParams;
  faultsOn: number;
};

/** More than the usual people; in a company made large for a benchmark, the others are found by searching. */
const MOST_SHOWN = 200;

/** The consent and the people to choose from. */
export function toAuthorizePage(view: AuthorizeView): Page {
  return {
    title: '登录 Foyer',
    body: html`<main class="authorize">
      ${toConsent(view)}
      <section class="choose" aria-labelledby="choose">
        <h2 id="choose">${bilingual({ zh: '你是谁？', en: 'Who are you?' })}</h2>
        ${toOrganizations(view)}
        ${toSearch(view)}
        ${toPeople(view)}
      </section>
    </main>`,
  };
}

function toConsent(view: AuthorizeView): Html {
  const action = `/oauth2/auth?${view.query}`;
  return html`<section class="consent">
    <form id="sign-in" method="post" action="${action}"><input type="hidden" name="org" value="${view.corpId}"></form>
    <div class="app-mark" aria-hidden="true">F</div>
    <h1>登录 Foyer <span class="en" lang="en">Sign in to Foyer</span></h1>
    <p>Foyer 将获得： <span class="en" lang="en">Foyer will receive:</span></p>
    <ul class="scopes">
      ${toScopes(view.request).map((scope) => html`<li>${bilingual(scope)}</li>`)}
    </ul>
    ${toWithholding(view.request)}
    <div class="decline">
      <button class="quiet" type="submit" form="sign-in" name="decision" value="deny">取消 Cancel</button>
    </div>
    ${toFaultNote(view.faultsOn)}
  </section>`;
}

function toScopes(request: AuthorizeRequest): { zh: string; en: string }[] {
  return [
    { zh: '你的昵称、头像与邮箱', en: 'Your nickname, picture and mailbox' },
    ...(request.permissions.includes('Contact.User.mobile') ? [{ zh: '你的手机号', en: 'Your mobile number' }] : []),
    ...(request.tellsCorpId ? [{ zh: '你选择的组织', en: 'The organization you choose' }] : []),
  ];
}

function toWithholding(request: AuthorizeRequest): Html | null {
  return request.permissions.includes('Contact.User.mobile')
    ? html`<label class="withhold">
        <input type="checkbox" form="sign-in" name="withhold" value="mobile">
        <span>${bilingual({ zh: '不提供手机号', en: 'Keep my number to myself' })}</span>
      </label>`
    : null;
}

function toFaultNote(faultsOn: number): Html {
  const state =
    faultsOn === 0
      ? { zh: '故障开关', en: 'Fault switches' }
      : { zh: `${faultsOn} 个故障已打开`, en: `${faultsOn} fault(s) switched on` };
  return html`<p class="fault-note${faultsOn === 0 ? '' : ' on'}">
    <a href="/sandbox/faults" target="_blank" rel="noopener">${bilingual(state)}</a>
  </p>`;
}

function toOrganizations(view: AuthorizeView): Html {
  const links = view.company.organizations.map(({ corpId, name, english }) => {
    const query = new URLSearchParams(view.query);
    query.set('org', corpId);
    query.delete('q');
    const text = bilingual({ zh: name, en: english });
    const address = `/oauth2/auth?${query}#choose`;
    return corpId === view.corpId
      ? html`<li><a href="${address}" aria-current="page">${text}</a></li>`
      : html`<li><a href="${address}">${text}</a></li>`;
  });
  const note = { zh: '这是另一家公司，Foyer 应当拒绝。', en: 'Another company: Foyer is expected to refuse.' };
  return html`<nav aria-label="组织 Organization"><ul class="tabs">${links}</ul></nav>
    ${isForeign(view.corpId) ? html`<p class="foreign">${bilingual(note)}</p>` : null}`;
}

function toSearch(view: AuthorizeView): Html {
  const kept = [...view.query].filter(([name]) => name !== 'q' && name !== 'org');
  const hidden = kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form class="search" method="get" action="/oauth2/auth#choose" role="search">
    ${hidden}<input type="hidden" name="org" value="${view.corpId}">
    <input type="search" name="q" value="${view.search}" aria-label="搜索 Search" maxlength="60"
      placeholder="姓名、部门、职位 · Name, department, title">
    <button type="submit">搜索 <span class="en" lang="en">Search</span></button>
  </form>`;
}

type Group = { title: Html; people: readonly Person[] };

/** Each person stands in exactly one group, so that a name names one button. */
function toPeople(view: AuthorizeView): Html {
  const groups = view.search === '' ? toGroups(view) : toResults(view);
  const sections = groups
    .filter(({ people }) => people.length > 0)
    .map(
      ({ title, people }) => html`<section class="group"><h3>${title}</h3>
        <ul class="people">${people.map((person) => toPersonCard(person, view.company))}</ul></section>`,
    );
  const nobody = { zh: '没有找到这样的人。', en: 'Nobody like that was found.' };
  return sections.length > 0 ? html`${sections}` : html`<p class="nobody">${bilingual(nobody)}</p>`;
}

function toGroups({ company, corpId }: AuthorizeView): Group[] {
  const people = company.list(corpId);
  const special = people.filter((person) => labelOf(person, company) !== null);
  const usual = people.filter((person) => isUsual(person) && !special.includes(person)).sort(ordinaryFirst);
  const others = people.filter((person) => !special.includes(person) && !usual.includes(person));
  const departments = Map.groupBy(others.slice(0, MOST_SHOWN), (person) => departmentOf(person, company));
  return [
    { title: bilingual({ zh: '常用', en: 'Start here' }), people: usual },
    { title: bilingual({ zh: '特殊情况', en: 'Special cases' }), people: special },
    ...[...departments].map(([name, members]) => ({ title: html`${name}`, people: members })),
  ];
}

function isUsual(person: Person): boolean {
  return dutyOf(person) !== null || person.userId === 'zhangwei01';
}

/** Most sign-ins are those of an ordinary colleague. */
function ordinaryFirst(one: Person, other: Person): number {
  return Number(dutyOf(one) !== null) - Number(dutyOf(other) !== null);
}

function toResults({ company, corpId, search }: AuthorizeView): Group[] {
  const words = search.toLowerCase().split(/\s+/);
  const people = company.list(corpId).filter((person) => {
    const text = [person.name, person.userId, person.title, person.email ?? '', departmentOf(person, company)];
    return words.every((word) => text.join(' ').toLowerCase().includes(word));
  });
  const count = { zh: `找到 ${people.length} 人`, en: `${people.length} found` };
  return [{ title: bilingual(count), people: people.slice(0, MOST_SHOWN) }];
}
