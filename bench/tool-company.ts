/**
 * A company with tools that are open to some of its departments.
 *
 * Owns: its people, its departments and its `tools.yaml`, as far as a decision asks for them.
 */
import type { Employee } from '../server/dingtalk/employee.ts';
import type { Replica } from '../server/people/replica.ts';
import { type CorpId, toSubject, type UnionId, type UserId } from '../server/person.ts';
import { sandboxApp } from '../server/sandbox/sandbox.ts';

export const TOOLS = 50;
export const PEOPLE = 10_000;
/** Tools whose numbers differ by a multiple of it are open to the same people. */
export const DIVISIONS = 10;
const DEPARTMENTS = 50;
const GROUPS = 400;
/** People are written in transactions of this size, as a reading of the company writes them. */
const PAGE = 500;
const READ_AT = Date.UTC(2026, 0, 1);
const corpId = sandboxApp.corpId as CorpId;
/** Ids apart from each other for each level, as long as DingTalk's. */
const levels = { division: 460_000_000, department: 470_000_000, group: 480_000_000 } as const;

/** Where a tool is. */
export function originOf(tool: number): string {
  return `https://tool-${tool}.example.com`;
}

/**
 * What the file says of the tools. The person at `i` may open the tool at `i` modulo their number: by the last of three
 * lines, for the division that all of them are in.
 */
export function writeToolsFile({ assertion }: { assertion: 'sent' | 'not sent' }): string {
  return writeTools(
    (tool) => `
    hosts: [${new URL(originOf(tool)).host}]
    assertion: ${assertion === 'sent'}`,
  );
}

/** The file with something of each tool's own. */
export function writeTools(describeTool: (tool: number) => string): string {
  const tools = Array.from(
    { length: TOOLS },
    (_, tool) => `
  - id: tool-${tool}
    name: Tool ${tool}
    url: ${originOf(tool)}/
    username: userId${describeTool(tool)}
    allow:
      - department: 事业部${(tool + 1) % DIVISIONS}/部门${(tool + 1) % DEPARTMENTS}
      - role: 运维${tool}
      - department: 事业部${tool % DIVISIONS}`,
  );
  return `admins: [{ user: manager4220 }]\ntools:${tools.join('')}\n`;
}

/** Writes the company into the replica, as if it had just been read. */
export function putCompany(replica: Replica): void {
  replica.transact(() => putDepartments(replica));
  for (let first = 0; first < PEOPLE; first += PAGE) {
    replica.transact(() => {
      for (let index = first; index < first + PAGE; index += 1) replica.putEmployee(inventEmployee(index), READ_AT);
    });
  }
}

function putDepartments({ departments }: Replica): void {
  const put = (id: number, name: string, parentId: number | null) => {
    departments.put({ id, name, parentId }, { position: id, run: 1 });
    departments.hide(id, undefined);
  };
  put(1, '示例科技有限公司', null);
  for (let index = 0; index < DIVISIONS; index += 1) put(levels.division + index, `事业部${index}`, 1);
  for (let index = 0; index < DEPARTMENTS; index += 1) {
    put(levels.department + index, `部门${index}`, levels.division + (index % DIVISIONS));
  }
  for (let index = 0; index < GROUPS; index += 1) {
    put(levels.group + index, `小组${index}`, levels.department + (index % DEPARTMENTS));
  }
}

function inventEmployee(index: number): Employee {
  return {
    corpId,
    unionId: unionIdOf(index),
    userId: `employee${10_000 + index}` as UserId,
    name: `员工${index}`,
    title: '高级软件工程师',
    avatarUrl: `https://static-legacy.dingtalk.com/media/lADPDgQ9q8sGYkPNAvDNAvA_${index}.jpg`,
    jobNumber: `GH${100_000 + index}`,
    email: `employee${10_000 + index}@example.com`,
    hidesMobile: false,
    departmentIds: [levels.group + (index % GROUPS)],
    isAdmin: false,
    isBoss: false,
    isActive: true,
    leadsDepartmentIds: [],
    roles: [{ id: 1 + (index % 3), name: `主管${index % 3}`, group: '默认' }],
  };
}

function unionIdOf(index: number): UnionId {
  return `${10_000 + index}iSkiSQliSiSbfN7iSSabEiE` as UnionId;
}

/** Who the person at an index is, to everybody. */
export function subjectOf(index: number): string {
  return toSubject(corpId, unionIdOf(index));
}
