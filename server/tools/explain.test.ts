import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Candidate, decide } from '../access/decide.ts';
import { parseToolsFile } from '../access/tools-file.ts';
import { randomRuns } from '../testing/random-runs.ts';
import { explain, toRefusal } from './explain.ts';

const person = { userId: 'anna', name: 'Anna', departments: [], roles: [], isActive: true };
const show = (named: object) => JSON.stringify(named);

const userIds = ['anna', 'bert', 'carl'];
const allow = fc.oneof(
  fc.constant('everyone'),
  fc.subarray(userIds).map((some) => `[${some.map((user) => `{ user: ${user} }`).join(', ')}]`),
);
const rule = fc
  .record({
    path: fc.constantFrom('/**', '/a/**', '/a', '/*/b'),
    method: fc.constantFrom('', 'methods: [POST], '),
    allow,
  })
  .map((drawn) => `{ path: ${drawn.path}, ${drawn.method}allow: ${drawn.allow} }`);
const question = fc.record({
  allow: fc.option(allow, { nil: undefined }),
  rules: fc.array(rule, { maxLength: 4 }),
  userId: fc.constantFrom(...userIds),
  path: fc.constantFrom('/', '/a', '/A/b', '/c/b', '/%61;x', '//', '/a%2Fb'),
  method: fc.constantFrom('GET', 'POST'),
});

type Drawn = typeof question extends fc.Arbitrary<infer T> ? T : never;

function ask({ allow: own, rules, userId, path, method }: Drawn) {
  const lines = [...(own === undefined ? [] : [`allow: ${own}`]), `rules: [${rules.join(', ')}]`];
  const head = ['tools:', '  - id: w', '    name: W', '    url: https://w.example.com'];
  const [tool] = parseToolsFile('tools.yaml', [...head, ...lines.map((line) => `    ${line}`)].join('\n')).tools;
  assert.ok(tool);
  const candidate: Candidate = { userId, roles: [], departments: [], isAdministrator: false };
  const asked = { candidate, tool, target: { path, method }, show };
  const decision = decide(tool, candidate, asked.target);
  return { decision, explained: explain({ person, ...asked }), told: toRefusal(decision, asked) };
}

describe('an explanation', () => {
  // One that says something else than the decision sends an administrator to the wrong line.
  it('ends where the decision was made, whatever the rules and whoever asks', (t) => {
    fc.assert(
      fc.property(question, (drawn) => {
        const { decision, explained } = ask(drawn);
        const reason = decision.effect === 'allow' ? null : decision.reason;
        assert.deepEqual([explained.line, explained.refusal], [decision.line, reason]);
        const refusing = explained.steps.filter(({ outcome }) => outcome === 'refuses');
        const isByStep = reason !== null && reason !== 'ambiguous_path';
        assert.deepEqual(refusing, isByStep ? explained.steps.slice(-1) : []);
        for (const { line } of refusing) assert.equal(line, decision.line);
      }),
      randomRuns(t, 500),
    );
  });

  it('says the same to whoever is refused, and of the step that refused alone', (t) => {
    fc.assert(
      fc.property(question, (drawn) => {
        const { explained, told } = ask(drawn);
        const refusing = explained.steps.find(({ outcome }) => outcome === 'refuses');
        const refusal = explained.refusal && {
          reason: explained.refusal,
          line: explained.line,
          ...(refusing?.path !== undefined && { path: refusing.path }),
          opensTo: refusing?.opensTo ?? [],
        };
        assert.deepEqual(told, refusal);
      }),
      randomRuns(t, 500),
    );
  });

  it('asks no rule about somebody who cannot sign in', () => {
    const [tool] = parseToolsFile(
      't',
      'tools: [{ id: w, name: W, url: "https://w.example.com", allow: everyone }]',
    ).tools;
    assert.ok(tool);
    const candidate: Candidate = { userId: 'anna', roles: [], departments: [], isAdministrator: false };
    const asked = { candidate, tool, target: { path: '/', method: 'GET' }, show };
    const { refusal, steps, line } = explain({ person: { ...person, isActive: false }, ...asked });
    assert.deepEqual([refusal, steps, line], ['inactive', [], 1]);
  });
});
