/** Those of DingTalk's codes on which a page decides something; what any code means, the server's catalogue says. */

/** The app may not see the person, or the department. */
export const outOfRange = { person: '50002', department: '50004' } as const;

/** DingTalk's "no permission to call": the app is of an old kind, and no permission that could be granted would help. */
export const oldApp = 'no-permission-to-call';

/** Whether the catalogue's name for a refusal is Foyer's own: DingTalk's codes have digits, dots or capitals. */
export const isOurName = (code: string): boolean => /^[a-z-]+$/.test(code);
