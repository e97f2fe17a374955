/** What a reader takes for one character, which may be several code points. */

/** Gives the characters of a text one by one. */
export function graphemes(text: string): string[] {
  // Old web views lack the segmenter; there a composed emoji shows its first part, which is better than half a character.
  if (typeof Intl.Segmenter !== 'function') return Array.from(text);
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
