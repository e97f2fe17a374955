/**
 * What may be written about a person, as the oapi host reads and refuses it.
 *
 * Owns: lengths, forms, and what must be nobody else's. A parameter that was not sent changes nothing; an empty one
 * empties the field. Does not: add or change anybody. Called by: `person-writing-endpoints.ts`.
 */
import type { Answer } from './api-answers.ts';
import { refuseOapi } from './oapi-answers.ts';
import { refuseDepartmentRange, refuseNoDepartment, refuseParameters } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';
import type { Person } from './person.ts';
import { seesDepartment } from './visible-range.ts';

type PersonFields = Partial<Person>;

type TextField = { name: string; field: keyof Person; longest: number; refuse: () => Answer; form?: RegExp };

const mail = /^$|^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const wrongMail = () => refuseOapi(60105, '不合法的邮箱');

const texts: readonly TextField[] = [
  { name: 'name', field: 'name', longest: 80, refuse: () => refuseOapi(60112, '不合法的name'), form: /\S/ },
  { name: 'title', field: 'title', longest: 200, refuse: () => refuseOapi(60119, '不合法的position') },
  { name: 'job_number', field: 'jobNumber', longest: 50, refuse: () => refuseOapi(60123, '不合法的jobnumber') },
  { name: 'email', field: 'email', longest: 50, refuse: wrongMail, form: mail },
  { name: 'org_email', field: 'orgEmail', longest: 100, refuse: wrongMail, form: mail },
  { name: 'telephone', field: 'telephone', longest: 50, refuse: refuseParameters },
  { name: 'work_place', field: 'workPlace', longest: 100, refuse: refuseParameters },
  { name: 'remark', field: 'remark', longest: 2000, refuse: refuseParameters },
];

const MOST_DEPARTMENTS = 100;

/** Reads what was sent about a person, `self` when they are one already, or refuses it. */
export function withPersonFields(
  parts: SandboxParts,
  parameters: URLSearchParams,
  self: Person | null,
  answer: (fields: PersonFields) => Answer,
): Answer {
  const wrong = texts.find((text) => isWrong(text, parameters.get(text.name)));
  if (wrong !== undefined) {
    return wrong.refuse();
  }
  if (parts.faults.isOn('sensitive-words')) {
    return refuseOapi(60022, '包含敏感内容，请检查修改后重试！');
  }
  return (
    refuseTaken(parts, parameters, self) ??
    refuseManager(parts, parameters.get('manager_userid')) ??
    refuseDepartments(parts, parameters.get('dept_id_list')) ??
    refuseHired(parameters.get('hired_date')) ??
    answer(toFields(parameters))
  );
}

function isWrong({ longest, form }: TextField, sent: string | null): boolean {
  return sent !== null && ([...sent].length > longest || form?.test(sent) === false);
}

function refuseTaken({ company }: SandboxParts, parameters: URLSearchParams, self: Person | null): Answer | null {
  const others = company.list().filter((person) => person.standing === 'employee' && person.userId !== self?.userId);
  const isTaken = (name: string, field: 'email' | 'telephone' | 'orgEmail'): boolean =>
    Boolean(parameters.get(name)) && others.some((person) => person[field] === parameters.get(name));
  if (isTaken('telephone', 'telephone')) {
    return refuseOapi(40100, '分机号已经存在');
  }
  return isTaken('email', 'email') || isTaken('org_email', 'orgEmail') ? refuseOapi(40101, '邮箱已经存在') : null;
}

function refuseManager({ company }: SandboxParts, userId: string | null): Answer | null {
  const isEmployee = userId === null || company.find(userId)?.standing === 'employee';
  return isEmployee ? null : refuseOapi(60128, '无效的主管id');
}

function refuseDepartments(parts: SandboxParts, sent: string | null): Answer | null {
  if (sent === null) {
    return null;
  }
  if (!/^[1-9]\d{0,14}(,[1-9]\d{0,14})*$/.test(sent) || toIds(sent).length > MOST_DEPARTMENTS) {
    return refuseParameters();
  }
  if (toIds(sent).some((id) => parts.company.findDepartment(id) === null)) {
    return refuseNoDepartment();
  }
  return toIds(sent).every((id) => seesDepartment(parts, id)) ? null : refuseDepartmentRange();
}

function refuseHired(sent: string | null): Answer | null {
  return sent === null || /^-?\d{1,14}$/.test(sent) ? null : refuseParameters();
}

function toFields(parameters: URLSearchParams): PersonFields {
  const sent = <T>(name: string, field: keyof Person, read: (text: string) => T): PersonFields => {
    const text = parameters.get(name);
    return text === null ? {} : { [field]: read(text) };
  };
  return {
    ...Object.assign({}, ...texts.map(({ name, field }) => sent(name, field, String))),
    ...sent('manager_userid', 'managerUserId', String),
    ...sent('dept_id_list', 'departmentIds', toIds),
    ...sent('hired_date', 'hiredAt', Number),
    ...sent('hide_mobile', 'hidesMobile', (text) => text === 'true'),
  };
}

/** Named twice is named once. */
function toIds(text: string): number[] {
  return [...new Set(text.split(',').map(Number))];
}
