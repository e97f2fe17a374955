/** A person as two characters on a colour, the way DingTalk draws somebody without a picture. */
import { graphemes } from './graphemes.ts';
import './avatar.css';

/** Draws the avatar. Pictures from elsewhere are never loaded: they would tell a foreign host who looks at this page. */
export function Avatar({ name, size = 'medium' }: { name: string; size?: 'small' | 'medium' | 'large' }) {
  return (
    <span className={`avatar avatar-${size} avatar-${colourOf(name)}`} aria-hidden="true">
      <bdi>{initials(name)}</bdi>
    </span>
  );
}

/** The stylesheet has this many colours. */
const colours = 6;

function colourOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % colours;
}

/** Gives the last two characters of a Chinese name, the initials of a Latin one, one character of anything else. */
function initials(name: string): string {
  // Controls and invisible marks draw nothing, or turn the drawing direction round.
  const words = name
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    // What stands in brackets is a remark, not the name.
    .replace(/[（(【[].*$/u, ' ')
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  const characters = graphemes(words.join(''));
  const han = characters.filter((character) => /\p{Script=Han}/u.test(character));
  const startsLatin = /^[^\p{L}]*\p{Script=Latin}/u.test(words.join(' '));
  if (han.length > 0 && !startsLatin) return han.slice(-2).join('');
  const letter = startsLatin ? /\p{Script=Latin}/u : /\p{L}/u;
  const firsts = words.map((word) => graphemes(word)[0] ?? '').filter((first) => letter.test(first));
  if (firsts.length > 0) return [firsts[0], firsts.length > 1 ? firsts[firsts.length - 1] : ''].join('').toUpperCase();
  return characters[0] ?? '?';
}
