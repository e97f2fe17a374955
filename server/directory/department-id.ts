import Type from 'typebox';

const pattern = /^[1-9]\d{0,14}$/;

/** The id of a department in a query: text that is a whole number. */
export const DepartmentId = Type.String({ pattern: pattern.source });

/** The id in an address; null for text that is the id of no department. */
export function readDepartmentId(text: string): number | null {
  return pattern.test(text) ? Number(text) : null;
}
