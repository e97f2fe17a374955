/**
 * The secret of a tool that is an OpenID Connect client, as the file has it or as the environment has it for the file.
 *
 * Owns: what a secret must be like. What it is, no report says.
 * Called by: `oidc-client.ts`.
 */
import { isScalar } from 'yaml';
import { type FindVariable, LEAST_SECRET_LENGTH, Secret } from '../secret.ts';
import { type Check, describeKind, type Found, lineOf, refuse } from './yaml-walk.ts';

/** The lines of the secrets seen so far: whoever keeps a tool's could otherwise pose as another one. */
export type TakenSecrets = Map<string, number>;

const LONGEST = 512;
const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]{0,127})\}$/;
/** Another program's way to name a variable. As a secret, anybody could guess it. */
const OTHER_VARIABLE = /\$\{|^\$[({]?[A-Za-z_][A-Za-z0-9_]*[)}]?$|^%[A-Za-z_][A-Za-z0-9_]*%$/;
const WRITABLE = /^[\x21-\x7e]*$/;

const EXAMPLE = `\${WIKI_CLIENT_SECRET}`;
const TEXT = `at least ${LEAST_SECRET_LENGTH} and at most ${LONGEST} letters, digits and signs of ASCII without blanks`;

/** The secret; null when it is none, which is then reported. */
export function readClientSecret(
  value: Found,
  { findVariable, taken }: { findVariable: FindVariable; taken: TakenSecrets },
  check: Check,
): Secret | null {
  const found = findText(value, findVariable, check);
  if (found === null) return null;
  const { text, source } = found;
  if (!isSecret(text)) {
    refuse(value, `${source} of ${text.length} characters`, TEXT, check);
    return null;
  }
  const first = taken.get(text);
  if (first !== undefined) refuse(value, `the secret that line ${first} has`, 'a secret for each tool', check);
  else taken.set(text, lineOf(value, check));
  return new Secret(text);
}

function isSecret(text: string): boolean {
  return text.length >= LEAST_SECRET_LENGTH && text.length <= LONGEST && WRITABLE.test(text);
}

function findText(value: Found, findVariable: FindVariable, check: Check): { text: string; source: string } | null {
  const { node } = value;
  const text = isScalar(node) && typeof node.value === 'string' ? node.value : null;
  if (text === null) {
    refuse(value, describeKind(node), `a secret as text, in quotes, or a variable such as ${EXAMPLE}`, check);
    return null;
  }
  const [, name] = VARIABLE.exec(text) ?? [];
  if (name !== undefined) return findNamed(value, { name, findVariable }, check);
  if (!OTHER_VARIABLE.test(text)) return { text, source: 'a secret' };
  refuse(value, 'a variable named in another way', `the whole secret, or a variable alone such as ${EXAMPLE}`, check);
  return null;
}

type Named = { name: string; findVariable: FindVariable };

function findNamed(value: Found, { name, findVariable }: Named, check: Check): { text: string; source: string } | null {
  const variable = findVariable(name);
  if (variable instanceof Secret) return { text: variable.reveal(), source: `\${${name}} with a value` };
  const isOwn = variable === 'own setting';
  const found = isOwn ? `\${${name}}, which is one of Foyer's own settings` : `\${${name}}, which is not set`;
  const expected = isOwn ? 'a variable for this tool alone' : `${name} in the environment that Foyer is started with`;
  refuse(value, found, expected, check);
  return null;
}
