/**
 * The APIs that find somebody by their number, and that add, change and remove people.
 *
 * Owns: what each answers once the gateway lets the call through, in which order it refuses, and what it changes.
 * Does not: check tokens, permissions or limits, or read fields. Called by: `oapi-endpoints.ts`.
 */
import type { Answer } from './api-answers.ts';
import { buildNewcomer } from './build-people.ts';
import { type MobileNumber, mobileKeyOf, readMobile, toMobileKey } from './mobile-number.ts';
import { answerOapi, answerOapiDone, refuseAtGateway, refuseOapi } from './oapi-answers.ts';
import type { OapiEndpoint } from './oapi-endpoint.ts';
import { refuseParameters, refusePersonRange, withPerson } from './oapi-parameters.ts';
import type { SandboxParts } from './parts.ts';
import type { Person } from './person.ts';
import { withPersonFields } from './person-fields.ts';
import { seesPerson } from './visible-range.ts';

const manage = 'qyapi_manage_addresslist';

export const personWritingEndpoints: readonly OapiEndpoint[] = [
  { name: 'POST /topapi/v2/user/getbymobile', permission: 'qyapi_get_member_by_mobile', answer: answerByMobile },
  { name: 'POST /topapi/v2/user/create', permission: manage, answer: createPerson },
  { name: 'POST /topapi/v2/user/update', permission: manage, answer: updatePerson },
  { name: 'POST /topapi/v2/user/delete', permission: manage, answer: deletePerson },
];

function answerByMobile(parts: SandboxParts, parameters: URLSearchParams): Answer {
  // DingTalk documents this text for old apps, and no code with it.
  if (parts.faults.isOn('old-app')) {
    return refuseAtGateway('60011', '无权限调用');
  }
  const sent = parameters.get('mobile') ?? '';
  if (sent === '') {
    return refuseParameters();
  }
  const mobile = readMobile(sent, parts.faults);
  if (mobile === null) {
    return refuseOapi(40104, '企业中无效的手机号');
  }
  const person = findByMobile(parts, mobile);
  if (person === undefined) {
    return refuseOapi(60121, '找不到该用户');
  }
  return seesPerson(parts, person) ? answerOapi({ userid: person.userId }) : refusePersonRange();
}

function findByMobile({ company }: SandboxParts, mobile: MobileNumber): Person | undefined {
  const key = toMobileKey(mobile);
  return company.list().find((person) => person.standing === 'employee' && mobileKeyOf(person) === key);
}

function createPerson(parts: SandboxParts, parameters: URLSearchParams): Answer {
  if (['name', 'dept_id_list'].some((name) => !parameters.get(name))) {
    return refuseParameters();
  }
  if (!parameters.get('mobile')) {
    return refuseOapi(60113, '手机号码和邮箱不能同时为空');
  }
  const mobile = readMobile(parameters.get('mobile') ?? '', parts.faults);
  if (mobile === null) {
    return refuseOapi(60103, '手机号码不合法，如果是国际号码，请使用+xx-xxxxxx的格式');
  }
  return withPersonFields(parts, parameters, null, (fields) => {
    const userId = parameters.get('userid') ?? inventUserId(parts);
    return refuseIdentity(parts, mobile, userId) ?? refuseMore(parts) ?? join(parts, { mobile, userId, fields });
  });
}

function refuseIdentity(parts: SandboxParts, mobile: MobileNumber, userId: string): Answer | null {
  if (!/^[\w.@-]{1,64}$/.test(userId)) {
    return refuseOapi(40003, '不合法的UserID');
  }
  if (findByMobile(parts, mobile) !== undefined) {
    return refuseOapi(60104, '手机号码在公司中已存在');
  }
  const holder = parts.company.find(userId);
  return holder === null || holder.standing === 'left' ? null : refuseOapi(60102, 'UserID在公司中已存在');
}

/** The text of the weekly limit is all that DingTalk documents of it; -1 is where it documents that text. */
function refuseMore({ faults }: SandboxParts): Answer | null {
  if (faults.isOn('add-limit')) {
    return refuseOapi(-1, '系统繁忙');
  }
  return faults.isOn('company-full') ? refuseOapi(40020, '团队人数已满') : null;
}

type Joining = { mobile: MobileNumber; userId: string; fields: Partial<Person> };

function join(parts: SandboxParts, joining: Joining): Answer {
  const person = toNewPerson(parts, joining);
  if (parts.memberships.add(person) === 'invited') {
    return refuseOapi(40103, '已发出邀请，对方同意后即可加入组织');
  }
  // In camelCase, unlike every other answer about people.
  return answerOapi({ userid: person.userId, unionId: person.account.unionId });
}

function toNewPerson(parts: SandboxParts, { mobile: { stateCode, number }, userId, fields }: Joining): Person {
  const [main = 1] = fields.departmentIds ?? [];
  const name = fields.name ?? '';
  const day = new Date(parts.now()).toISOString().slice(0, 10);
  // One number is one account, in whichever company.
  const account = `mobile ${stateCode}-${number}`;
  const row = { userId, name, title: '', hired: day, bare: true, account } as const;
  const { managerUserId: _, ...person } = buildNewcomer(row, main, 0);
  const known = findAccount(parts, { stateCode, number });
  return {
    ...person,
    jobNumber: '',
    workPlace: '',
    ...fields,
    account: known ?? { ...person.account, mobile: number },
    mobile: number,
    ...(stateCode === '86' ? {} : { stateCode }),
  };
}

function findAccount({ company }: SandboxParts, mobile: MobileNumber): Person['account'] | undefined {
  const everybody = company.organizations.flatMap(({ corpId }) => company.list(corpId));
  return everybody.find((person) => mobileKeyOf(person) === toMobileKey(mobile))?.account;
}

/** The next number that nobody has, those who have left and who were invited included. */
function inventUserId({ company, memberships }: SandboxParts): string {
  const invited = memberships.invitations.list().map(({ person }) => person.userId);
  let number = 25_000_000_001 + company.list().length;
  while (company.find(`0${number}`) !== null || invited.includes(`0${number}`)) {
    number += 1;
  }
  return `0${number}`;
}

function updatePerson(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withPerson(parts, parameters, (person) => {
    const refusal = refuseUpdate(parts, parameters);
    if (refusal !== null) {
      return refusal;
    }
    return withPersonFields(parts, parameters, person, (fields) => {
      parts.company.putPerson(applyTo(person, fields, parameters));
      return answerOapiDone();
    });
  });
}

function refuseUpdate({ faults }: SandboxParts, parameters: URLSearchParams): Answer | null {
  if (faults.isOn('mobile-differs')) {
    const text = '企业中的手机号码和登录钉钉的手机号码不一致，暂时不支持修改用户信息，可以删除后重新添加';
    return refuseOapi(40022, text);
  }
  if (parameters.has('mobile')) {
    return refuseOapi(41054, '暂时无法更换手机号，如需修改请删除用户后重试');
  }
  if (faults.isOn('smart-hr') && (parameters.has('title') || parameters.has('dept_id_list'))) {
    const address = 'https://open.dingtalk.com/document/development/intelligent-personnel-staff-transfer';
    const way = `请前往「智能人事」中修改或使用「智能人事员工调岗」（${address}）`;
    return refuseOapi(12150, `修改失败，已开启智能人事职位管理，${way}`);
  }
  return null;
}

/** DingTalk's questions and answers also name `dept_manager_userid_list` to force here; it does nothing in this API. */
function applyTo(person: Person, fields: Partial<Person>, parameters: URLSearchParams): Person {
  const changed = { ...person, ...fields };
  const forced = (parameters.get('force_update_fields') ?? '').split(',');
  if (forced.includes('manager_userid') && !parameters.has('manager_userid')) {
    delete changed.managerUserId;
  }
  const leadsDepartmentIds = person.leadsDepartmentIds.filter((id) => changed.departmentIds.includes(id));
  return { ...changed, leadsDepartmentIds };
}

function deletePerson(parts: SandboxParts, parameters: URLSearchParams): Answer {
  return withPerson(parts, parameters, (person) => {
    parts.memberships.remove(person);
    return answerOapiDone();
  });
}
