/**
 * How much of a number or an address the audit log may know: enough to tell two apart, too little to call or write to
 * anybody.
 *
 * Owns: what of an entry is masked, for the row and for the line of the log.
 * Called by: `audit-log.ts`, whoever records; `contacts/`, for numbers that nobody may read in full.
 */
import type { AuditEntry, AuditTarget } from './audit-log.ts';

/** Values that are numbers of phones, whatever they look like. */
const phoneField = /mobile|phone/i;
/** Ids of people may consist of digits, and masked they would name nobody. */
const idField = /userids?$|^(managers|administrators)$|unionId$|subject$/i;
/** A number of mainland China, or one with its country code, wherever it stands in a text. */
const numberInText =
  /(?<![\w+])(\+\d{1,4}[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\w)|(?<!\w)(\+(?:\d{1,4}[- ])?)(\d{6,18})(?!\w)/g;
/** Bounded, as mailboxes are (RFC 5321 section 4.5.3.1.1): a long text without any is looked through once. */
const emailInText = /([^\s@"'<>,;:()])[^\s@"'<>,;:()]{0,63}(@[^\s@"'<>,;:()]+)/g;

/** For the row: 138****0001. Whoever reads rows may look anybody up; nobody needs the log for their number. */
export function maskEntry(entry: AuditEntry): AuditEntry {
  const { actor, target, before, after } = entry;
  return {
    ...entry,
    actor: actor && { ...actor, name: maskNumbersIn(actor.name) },
    ...(target && { target: maskTarget(target, entry) }),
    ...(before && { before: changeTexts(before, maskValue) as Record<string, unknown> }),
    ...(after && { after: changeTexts(after, maskValue) as Record<string, unknown> }),
  };
}

/** For the line, which is copied and sent away: no address of a mailbox besides. */
export function maskForLine(masked: AuditEntry): AuditEntry {
  const { actor, target, before, after } = masked;
  return {
    ...masked,
    actor: actor && { ...actor, name: maskEmailsIn(actor.name) },
    ...(target?.name !== undefined && { target: { ...target, name: maskEmailsIn(target.name) } }),
    ...(before && { before: changeTexts(before, maskEmail) as Record<string, unknown> }),
    ...(after && { after: changeTexts(after, maskEmail) as Record<string, unknown> }),
  };
}

/**
 * A number that stands for somebody is masked, and a person's userId is not, though it may be eleven digits as well: some
 * companies take the number for it. Masked it could be somebody else's, and whoever looks for that person would not find
 * them; the file with the rules, the tools and every list of such a company name people by it anyway. Who is not in the
 * company yet has no userId but the one that was typed.
 */
function maskTarget(target: AuditTarget, entry: AuditEntry): AuditTarget {
  const { id, name } = target;
  return {
    ...target,
    id: isUserId(target, entry) ? id : maskId(id, entry),
    ...(name !== undefined && { name: maskNumbersIn(name) }),
  };
}

function isUserId({ kind, id }: AuditTarget, { act, outcome, after }: AuditEntry): boolean {
  if (kind !== 'person') return false;
  const isMember =
    (act !== 'person_added' && act !== 'person_invited') || (act === 'person_added' && outcome === 'done');
  return isMember || after?.userId === id;
}

/** Short numbers of other countries are known by what was typed beside them. */
function maskId(id: string, { after }: AuditEntry): string {
  const digits = id.replace(/\D/g, '');
  const typed = String(after?.mobile ?? '').replace(/\D/g, '');
  const isTyped = digits !== '' && !id.includes('*') && typed.endsWith(digits);
  return isTyped ? maskMobile(id) : maskNumbersIn(id);
}

type ChangeText = (text: string, field: string) => unknown;

/** Changes every text and number in a value, however deep. */
function changeTexts(value: unknown, change: ChangeText, field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => changeTexts(item, change, field));
  if (typeof value === 'string') return change(value, field);
  if (typeof value === 'number') return phoneField.test(field) ? change(String(value), field) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changeTexts(inner, change, key)]));
}

function maskValue(text: string, field: string): string {
  if (idField.test(field)) return text;
  return phoneField.test(field) ? maskMobile(text) : maskNumbersIn(text);
}

function maskEmail(text: string, field: string): string {
  return idField.test(field) ? text : maskEmailsIn(text);
}

function maskEmailsIn(text: string): string {
  return text.replace(emailInText, '$1****$2');
}

/** Enough to recognise a number by, and too little to call it. Its country code says nothing about the person. */
export function maskMobile(text: string): string {
  const [, code = '', number = ''] = /^(\(?\+\d{1,4}\)?[- ])?(.*)$/s.exec(text) ?? [];
  return code + maskNumber(number);
}

function maskNumbersIn(text: string): string {
  return text.replace(numberInText, (_all, code = '', chinese, otherCode = '', other) =>
    chinese === undefined ? otherCode + maskNumber(other) : code + maskNumber(chinese.replace(/\D/g, '')),
  );
}

function maskNumber(number: string): string {
  if (number === '') return '';
  if (number.length >= 11) return `${number.slice(0, 3)}****${number.slice(-4)}`;
  return number.length >= 8 ? `${number.slice(0, 2)}****${number.slice(-2)}` : '****';
}
