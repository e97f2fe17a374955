/**
 * Text as people are found by it: the same for a name in the index and for what somebody types.
 *
 * Owns: what counts as the same letter, where a piece of a text begins, and what a telephone number is.
 * Does not: know tokens, columns or SQL.
 * Called by: `search-tokens.ts`, `search-query.ts`, `read-names.ts`, `people-index.ts`.
 */

/** Names come from outside: what is longer than this is no name, and would only fill the index. */
export const MOST_CHARACTERS = 64;

/** Letters that Unicode does not take apart, as people type them on a keyboard that lacks them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

/** In these scripts a word may begin at every character; elsewhere it begins after something that is no letter. */
const piece =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}]|\p{N}+|[\p{L}--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}]][[\p{L}\p{M}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}]]*/gv;

/** What a telephone number consists of as people paste it. */
const telephone = /^[\d\s+().-]+$/;
/** China's prefix, when it is plain that it is one: behind a plus, or before the 11 digits of a mobile number. */
const chinaPrefix = /^[\s(]*\+\s*86|^(?:00)?86(?=1\d{10}$)/;
/** No number on earth is longer. */
const MOST_DIGITS = 20;

/** One spelling for all: no width, case, accents or invisible characters. */
export function fold(text: string): string {
  const shown = text
    .slice(0, 2 * MOST_CHARACTERS)
    .toWellFormed()
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Cc}/gu, ' ');
  return Array.from(shown)
    .slice(0, MOST_CHARACTERS)
    .join('')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßæœøłđðþıς]/g, (letter) => plainLetters[letter] ?? letter);
}

/** The letters and digits of a text, cut wherever somebody might begin to type. */
export function toPieces(text: string): string[] {
  return fold(text).match(piece) ?? [];
}

/** A text as one word: everything in it that is a letter or a digit. */
export function toWord(text: string): string {
  return toPieces(text).join('');
}

/** What follows from each beginning in it: "伟明" and "明" for 张伟明, without the whole. */
export function toInnerParts(pieces: readonly string[]): string[] {
  return pieces.slice(1).map((_, index) => pieces.slice(index + 1).join(''));
}

/** The digits of a telephone number without China's prefix; null when the text is none. */
export function toTelephoneDigits(text: string): string | null {
  const folded = fold(text);
  if (!telephone.test(folded)) return null;
  const digits = folded.replace(chinaPrefix, '').replace(/\D/g, '').replace(chinaPrefix, '');
  return digits.slice(0, MOST_DIGITS);
}
