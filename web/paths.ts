/**
 * The addresses of Foyer as the browser knows them.
 *
 * Owns: every path a link may lead to, how the ones with a part to fill in are built, and what may stand in one.
 * Does not: decide who may see what.
 * Called by: the pages, the frame around them and `app.tsx`.
 */

/** The pages of the app. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  profile: '/profile',
  sessions: '/sessions',
  directory: '/directory',
  directoryPerson: '/directory/people/:userId',
  directoryDepartment: '/directory/departments/:departmentId',
  noAccess: '/no-access',
  toolHandOver: '/auth/tool',
  interaction: '/oidc/interaction/:uid',
  admin: '/admin',
  adminDirectory: '/admin/directory',
  adminPeople: '/admin/people',
  adminAddPerson: '/admin/people/add',
  adminImport: '/admin/people/import',
  adminInvitations: '/admin/people/invitations',
  adminPerson: '/admin/person/:userId',
  adminDepartment: '/admin/departments/:departmentId',
  adminExternalContacts: '/admin/external-contacts',
  adminAccess: '/admin/access',
  adminDiagnosis: '/admin/diagnosis',
  adminAudit: '/admin/audit',
} as const;

/** The parts of the server's interface that the app calls. */
export const endpoints = {
  me: '/api/me',
  profile: '/api/me/profile',
  contact: '/api/me/contact',
  sessions: '/api/me/sessions',
  session: (id: string) => `/api/me/sessions/${encodeURIComponent(id)}`,
  refusal: '/api/sign-in/refusal',
  signOut: '/auth/sign-out',
  directory: '/api/directory',
  departments: '/api/directory/departments',
  department: (id: number) => `/api/directory/departments/${id}`,
  people: (query: Record<string, string>) => `/api/directory/people?${new URLSearchParams(query)}`,
  person: (userId: string) => `/api/directory/people/${encodeURIComponent(userId)}`,
  dingtalkError: (code: string) => `/api/dingtalk-errors/${encodeURIComponent(code)}`,
  adminDirectory: '/api/admin/directory',
  adminRuns: '/api/admin/directory/runs',
  adminRunEvents: '/api/admin/directory/events',
  adminExportCsv: '/api/admin/directory/export.csv',
  adminExportNdjson: '/api/admin/directory/export.ndjson',
  adminUserIds: (departmentId: string) =>
    `/api/admin/directory/departments/${encodeURIComponent(departmentId)}/user-ids`,
  adminByUserId: (userId: string) => `/api/admin/people/by-user-id/${encodeURIComponent(userId)}`,
  adminByUnionId: (unionId: string) => `/api/admin/people/by-union-id/${encodeURIComponent(unionId)}`,
  adminPeople: '/api/admin/people',
  adminPerson: (userId: string) => `/api/admin/people/${encodeURIComponent(userId)}`,
  adminByMobile: (mobile: string) => `/api/admin/people/by-mobile/${encodeURIComponent(mobile)}`,
  adminInvitations: '/api/admin/invitations',
  adminImports: '/api/admin/imports',
  adminImport: (id: string) => `/api/admin/imports/${encodeURIComponent(id)}`,
  adminImportPlan: (id: string) => `/api/admin/imports/${encodeURIComponent(id)}/plan`,
  adminImportStart: (id: string) => `/api/admin/imports/${encodeURIComponent(id)}/start`,
  adminImportStop: (id: string) => `/api/admin/imports/${encodeURIComponent(id)}/stop`,
  adminImportResult: (id: string) => `/api/admin/imports/${encodeURIComponent(id)}/result.csv`,
  adminDepartment: (id: number) => `/api/admin/departments/${id}`,
  adminExternalContacts: '/api/admin/external-contacts',
  adminExternalContactsFrom: (offset: number) => `/api/admin/external-contacts?offset=${offset}`,
  adminDiagnosis: '/api/admin/diagnosis',
  adminAudit: (query: Record<string, string>) => `/api/admin/audit?${new URLSearchParams(query)}`,
  adminAuditCsv: (query: Record<string, string>) => `/api/admin/audit/export.csv?${new URLSearchParams(query)}`,
  adminAuditNdjson: (query: Record<string, string>) => `/api/admin/audit/export.ndjson?${new URLSearchParams(query)}`,
  tools: '/api/tools',
  access: (about: Record<string, string>) => `/api/tools/access?${new URLSearchParams(about)}`,
  adminTools: '/api/admin/tools',
  adminAccess: (query: Record<string, string>) => `/api/admin/access?${new URLSearchParams(query)}`,
} as const;

/** Says whether the text can be a department's id. The rule is the server's, in `server/directory/routes.ts` and `admin-routes.ts`. */
export function isDepartmentId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text);
}

/** A place in the directory: which department's people are listed, what is looked for, and whose card is open. */
type DirectoryPlace = { q?: string; departmentId?: number | undefined; userId?: string | undefined };

/** Gives the page of the directory for the place; beside an open card the address keeps what was listed. */
export function directoryHref({ q = '', departmentId, userId }: DirectoryPlace): string {
  const query = new URLSearchParams();
  if (q) query.set('q', q);
  if (userId !== undefined && departmentId !== undefined) query.set('department', String(departmentId));
  const search = String(query) && `?${query}`;
  if (userId !== undefined) return `${paths.directory}/people/${encodeURIComponent(userId)}${search}`;
  if (departmentId !== undefined) return `${paths.directory}/departments/${departmentId}${search}`;
  return paths.directory + search;
}

/** Gives the administrators' page that lists the userIds of a department. */
export function userIdsHref(departmentId: number): string {
  return `${paths.adminDirectory}?department=${departmentId}`;
}

/** Gives the administrators' page that shows one person under both ids. */
export function identityHref(by: 'user-id' | 'union-id', id: string): string {
  return `${paths.adminPeople}?by=${by}&id=${encodeURIComponent(id)}`;
}

/** Gives the administrators' page on which a person is changed or removed. */
export function adminPersonHref(userId: string): string {
  return paths.adminPerson.replace(':userId', encodeURIComponent(userId));
}

/** Gives the administrators' page on which somebody who was removed is added again. */
export function adminAddAgainHref(userId: string): string {
  return `${paths.adminAddPerson}?again=${encodeURIComponent(userId)}`;
}

/** The page of an import. */
export function adminImportHref(id: string): string {
  return `${paths.adminImport}?import=${encodeURIComponent(id)}`;
}

/** Gives the administrators' page on which a department gets its managers. */
export function adminDepartmentHref(departmentId: number): string {
  return `/admin/departments/${departmentId}`;
}

/** A question of the administrators' page "who gets in"; what is left out is chosen there. */
export type AccessQuestion = { tool?: string; person?: string; path?: string; method?: string };

/** Gives the administrators' page that says who gets in, with the question filled in. */
export function accessHref(question: AccessQuestion): string {
  return `${paths.adminAccess}?${new URLSearchParams(question)}`;
}

/** Gives the way into a tool by its full address; the server judges the address, the browser never follows it. */
export function handOverHref(target: string): string {
  return `${paths.toolHandOver}?${new URLSearchParams({ target })}`;
}

/** Gives the stop at which a tool that signs people in through Foyer waits for an answer, and where it gets a refusal. */
export function interactionHrefs(uid: string): { again: string; back: string } {
  const again = paths.interaction.replace(':uid', encodeURIComponent(uid));
  return { again, back: `${again}/back` };
}

/** Gives the link that signs somebody in and brings them back; the server judges the address, the browser never follows it. */
export function signInHref(returnTo?: string): string {
  return returnTo ? `/auth/sign-in?return_to=${encodeURIComponent(returnTo)}` : '/auth/sign-in';
}

/** Gives where a sign-in that starts on this page should come back to: here, or home from the sign-in page itself. */
export function returnToFrom({ pathname, search }: { pathname: string; search: string }): string | undefined {
  return pathname === paths.signIn || pathname === paths.home ? undefined : pathname + search;
}

/** Gives the sandbox's page of scripted faults, or null when its address is not a web address. */
export function sandboxFaultsHref(sandbox: string): string | null {
  return /^https?:\/\//.test(sandbox) ? `${sandbox.replace(/\/+$/, '')}/sandbox/faults` : null;
}
