/** Text as the value of a header. */

/** More than this, and some tool's server refuses the request. */
const MOST_CHARACTERS = 1_024;

/** What cannot stand in a header as it is, and the two characters that mean something in ours. */
const PLAIN = /^[\x21-\x24\x26-\x2b\x2d-\x7e]*$/;
const ESCAPED = /[^\x21-\x7e]+|[%,]/gu;

/**
 * Text that any server takes and `decodeURIComponent` gives back: UTF-8 bytes outside 0x21-0x7E, `%` and `,` are
 * percent-encoded. Text that would be too long ends early, between two characters.
 */
export function toHeaderValue(text: string): string {
  const value = percentEncode(text);
  return value.length <= MOST_CHARACTERS ? value : cut([...text.toWellFormed()].map(percentEncode), '');
}

/** A name that somebody is known by: whole, or not there. The beginning of one may be somebody else's. */
export function toWholeHeaderValue(text: string): string {
  const value = percentEncode(text);
  return value.length <= MOST_CHARACTERS ? value : '';
}

/** Items as one value, separated by commas; those that would make it too long are left out. */
export function toHeaderList(items: readonly string[]): string {
  return cut(items, ',');
}

/** A part of an item that may hold the sign by which its parts are joined. */
export function toHeaderPart(text: string): string {
  return percentEncode(text).replaceAll('/', '%2F');
}

function percentEncode(text: string): string {
  return PLAIN.test(text) ? text : text.toWellFormed().replace(ESCAPED, encodeURIComponent);
}

function cut(items: readonly string[], separator: string): string {
  let value = '';
  for (const item of items) {
    const longer = value === '' ? item : `${value}${separator}${item}`;
    if (longer.length > MOST_CHARACTERS) return value;
    value = longer;
  }
  return value;
}
