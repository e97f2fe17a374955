/** Those of DingTalk's codes on which a page decides something; what any code means, the server's catalogue says. */

/** The app may not see the person, or the department. */
export const outOfRange = { person: '50002', department: '50004' } as const;
