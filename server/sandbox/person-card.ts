/**
 * A person as one button of the sign-in page.
 *
 * Owns: the button, the initials and the colour of a person. Does not: sort or search people.
 * Called by: `authorize-page.ts`.
 */
import type { Company } from './company.ts';
import { type Html, html } from './html.ts';
import { bilingual } from './page.ts';
import type { Person } from './person.ts';
import { dutyOf, labelOf } from './person-label.ts';

const TONES = 8;

/** The button that signs in as this person; it belongs to the form with the id `sign-in`. */
export function toPersonCard(person: Person, company: Company): Html {
  const label = labelOf(person, company);
  const duty = dutyOf(person);
  return html`<li><button class="person" type="submit" form="sign-in" name="user" value="${person.userId}">
    <span class="initials tone-${toneOf(person.userId)}" aria-hidden="true">${initialsOf(person.name)}</span>
    <span class="who">
      <span class="name">${person.name}</span>
      <span class="place">${person.title} · ${departmentOf(person, company)}</span>
      ${duty === null ? null : html`<span class="label duty">${bilingual(duty)}</span>`}
      ${label === null ? null : html`<span class="label">${bilingual(label)}</span>`}
    </span>
  </button></li>`;
}

/** The name of the person's main department. */
export function departmentOf(person: Person, company: Company): string {
  const [main = 0] = person.departmentIds;
  return company.findDepartment(main, person.corpId)?.name ?? '';
}

/** The last two characters of a Chinese name, else the first letters of the first two words. */
export function initialsOf(name: string): string {
  const words = name.match(/\p{L}+/gu) ?? [];
  const [first = ''] = words;
  if (/^\p{Script=Han}+$/u.test(first)) {
    return [...first].slice(-2).join('');
  }
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase();
}

function toneOf(userId: string): number {
  return [...userId].reduce((sum, character) => sum + character.charCodeAt(0), 0) % TONES;
}
