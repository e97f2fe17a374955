import { Ajv } from 'ajv';
import type { Static, TSchema } from 'typebox';

/** The checker that Fastify brings along anyway; it compiles each schema once. */
const ajv = new Ajv({ strict: false });

/** Whether a value that came from outside (an answer, a cookie, a row) is what a schema says. */
export function conforms<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  return ajv.validate(schema, value);
}
