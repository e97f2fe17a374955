/**
 * The page on which somebody makes DingTalk misbehave.
 *
 * Owns: the page; its rows come from the table of faults. Does not: switch anything. Called by: `sandbox-routes.ts`.
 */
import { apiNames } from './app.ts';
import { type FaultId, type FaultRow, faultGroups, faultTable } from './fault-table.ts';
import type { FaultBoard } from './faults.ts';
import { type Html, html } from './html.ts';
import { bilingual, type Page } from './page.ts';

/** All faults in their groups, each with its own small form. */
export function toFaultsPage(faults: FaultBoard): Page {
  const on = faults.listOn().length;
  const state =
    on === 0 ? { zh: '一切正常', en: 'Everything works' } : { zh: `${on} 个已打开`, en: `${on} switched on` };
  return {
    title: '故障开关 Fault switches',
    body: html`<main class="faults">
      <header>
        <div>
          <h1>故障开关 <span class="en" lang="en">Fault switches</span></h1>
          <p class="state${on === 0 ? '' : ' on'}">${bilingual(state)}</p>
        </div>
        <form method="post" action="/sandbox/faults">
          <button type="submit" class="${on === 0 ? 'quiet' : ''}" name="action" value="clear">
            ${bilingual({ zh: '全部关闭', en: 'Clear all' })}</button>
        </form>
      </header>
      <nav aria-label="分组 Groups"><ul class="jump">
        ${faultGroups.map((group) => html`<li><a href="#${group.id}">${bilingual(group)}</a></li>`)}
      </ul></nav>
      ${faultGroups.map((group) => toGroup(group, faults))}
      <p class="links"><a href="/">沙箱首页 <span class="en" lang="en">Sandbox start page</span></a></p>
    </main>`,
  };
}

function toGroup(group: (typeof faultGroups)[number], faults: FaultBoard): Html {
  const rows = faultTable.filter((row) => row.group === group.id);
  return html`<section class="group" id="${group.id}"><h2>${bilingual(group)}</h2>
    <ul>${rows.map((row) => toRow(row, faults))}</ul></section>`;
}

function toRow(row: FaultRow & { id: FaultId }, faults: FaultBoard): Html {
  const setting = faults.settingOf(row.id);
  const isOn = setting !== null;
  const narrowed = setting?.api === undefined ? null : html`<p class="narrowed">${setting.api}</p>`;
  return html`<li id="${row.id}" class="fault${isOn ? ' on' : ''}">
    <div class="what">
      <h3>${bilingual(row)}</h3>
      <p>${bilingual(row.does)}</p>
      ${narrowed}
    </div>
    <form method="post" action="/sandbox/faults">
      <input type="hidden" name="id" value="${row.id}">
      ${row.perApi && !isOn ? toApiChoice(row) : null}
      ${toButton(row, isOn)}
    </form>
  </li>`;
}

function toApiChoice(row: FaultRow): Html {
  const options = apiNames.map((name) => html`<option>${name}</option>`);
  return html`<select name="api" aria-label="${row.en}: API">
    <option value="">所有接口 All APIs</option>${options}
  </select>`;
}

function toButton(row: FaultRow, isOn: boolean): Html {
  const text = row.kind === 'moment' ? { zh: '执行', en: 'Do it now' } : { zh: '打开', en: 'Switch on' };
  return isOn
    ? html`<button type="submit" name="action" value="off" aria-label="关闭 Switch off: ${row.en}">
        关闭 <span class="en" lang="en">Switch off</span></button>`
    : html`<button type="submit" class="quiet" name="action" value="on" aria-label="${text.zh} ${text.en}: ${row.en}">
        ${bilingual(text)}</button>`;
}
