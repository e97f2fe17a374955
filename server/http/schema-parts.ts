/** Parts that route schemas share. */
import Type from 'typebox';

/** No query parameter is known here: one that comes is refused, not ignored. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

/** Nothing is read from the body: none, or an empty JSON object. */
export const NoBody = Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })]);

/** A moment, in ISO 8601 and UTC. */
export const Timestamp = Type.String({ format: 'date-time' });

/** The answer to an act that has nothing to say. */
export const NoContent = Type.Unsafe<undefined>(Type.Null());
