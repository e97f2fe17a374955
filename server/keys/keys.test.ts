import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../secret.ts';
import { createKeyRing, type KeyPurpose } from './key-ring.ts';
import { createSealer } from './seal.ts';

const K1 = new Secret('the first secret of this install: long enough');
const K2 = new Secret('the second secret of this install: long enough');
const purposes: readonly KeyPurpose[] = [
  'session cookie',
  'pending sign-in',
  'refused sign-in',
  'user tokens',
  'tool session',
  'signing keys',
  'oidc cookies',
  'oidc device codes',
];
const modes = ['live', 'sandbox'] as const;

describe('the keys of an install', () => {
  // One key for two purposes: what is sealed for one opens as the other, and a weakness of one is a weakness of both.
  it('differ for each purpose, each secret, and live from sandbox', () => {
    const keys = modes.flatMap((mode) =>
      [K1, K2].flatMap((secret) =>
        purposes.flatMap((purpose) => createKeyRing({ secrets: [secret], environment: mode })(purpose)),
      ),
    );
    assert.equal(new Set(keys.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size, keys.length);
    assert.equal(new Set(keys.map(({ id }) => id)).size, keys.length);
    for (const { id, bytes } of keys) {
      assert.equal(bytes.length, 32);
      const hex = Buffer.from(bytes).toString('hex');
      assert.equal(
        hex.includes(Buffer.from(id, 'base64url').toString('hex')),
        false,
        'the public name is no part of the key',
      );
    }
  });

  it('are the same after a restart, and in every process', () => {
    const [one] = createKeyRing({ secrets: [K1], environment: 'live' })('user tokens');
    const [two] = createKeyRing({ secrets: [new Secret(K1.reveal())], environment: 'live' })('user tokens');
    assert.deepEqual(one, two);
  });

  it('come newest first, and a new one leaves the others as they are', () => {
    const [old] = createKeyRing({ secrets: [K1], environment: 'live' })('session cookie');
    const [newest, older, ...rest] = createKeyRing({ secrets: [K2, K1], environment: 'live' })('session cookie');
    assert.deepEqual([older, rest], [old, []]);
    assert.notDeepEqual(newest, old);
  });
});

describe('a sealed value', () => {
  const sealerOf = (secrets: readonly [Secret, ...Secret[]], purpose: KeyPurpose = 'user tokens') =>
    createSealer(createKeyRing({ secrets, environment: 'live' }), purpose);
  const value = { accessToken: 'canary', 张: ['伟', null, 1] };

  it('opens for its record, and says nothing to who looks at it', async () => {
    const sealed = await sealerOf([K1]).seal('session 1', value);
    assert.deepEqual(await sealerOf([K1]).open('session 1', sealed), value);
    const visible = sealed
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
      .join();
    assert.doesNotMatch(visible, /canary|accessToken/);
    assert.notEqual(await sealerOf([K1]).seal('session 1', value), sealed, 'the same value never looks the same');
  });

  // Whoever can write the database could otherwise lay one person's tokens beside another person's session.
  it('does not open for another record or another purpose', async () => {
    const sealed = await sealerOf([K1]).seal('session 1', value);
    for (const record of ['session 2', 'session 1 ', 'SESSION 1', '']) {
      assert.equal(await sealerOf([K1]).open(record, sealed), null);
    }
    for (const purpose of purposes.filter((name) => name !== 'user tokens')) {
      assert.equal(await sealerOf([K1], purpose).open('session 1', sealed), null);
    }
    const sandbox = createSealer(createKeyRing({ secrets: [K1], environment: 'sandbox' }), 'user tokens');
    assert.equal(await sandbox.open('session 1', sealed), null);
  });

  it('does not open with any one bit flipped', async () => {
    const sealer = sealerOf([K1]);
    const sealed = await sealer.seal('r', 'x');
    const parts = sealed.split('.');
    for (const [index, part] of parts.entries()) {
      const bytes = Buffer.from(part, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const changed = parts.with(index, flipped.toString('base64url')).join('.');
        assert.equal(await sealer.open('r', changed), null, `part ${index}, bit ${bit}`);
      }
    }
    for (const cut of [sealed.slice(0, -2), `${sealed}A`, `${sealed}.`, parts.slice(0, 4).join('.'), '', '.', '....']) {
      assert.equal(await sealer.open('r', cut), null);
    }
  });

  // Algorithms that a token may choose for itself have opened more doors than broken ciphers.
  it('does not open when it names another algorithm, or leaves its record out', async () => {
    const sealer = sealerOf([K1]);
    const [head = '', ...rest] = (await sealer.seal('r', 'x')).split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    for (const change of [
      { alg: 'none' },
      { alg: 'A256KW' },
      { enc: 'A128GCM' },
      { crit: undefined },
      { rec: undefined },
      { kid: undefined },
      { kid: 'x' },
      { zip: 'DEF' },
    ]) {
      const forged = Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url');
      assert.equal(await sealer.open('r', [forged, ...rest].join('.')), null, JSON.stringify(change));
    }
  });

  // A rotation that loses what is sealed signs everybody out of DingTalk; a key that is gone must be gone.
  it('opens while its key is listed, wherever in the list, and not after', async () => {
    const sealed = await sealerOf([K1]).seal('r', value);
    assert.deepEqual(await sealerOf([K2, K1]).open('r', sealed), value);
    assert.equal(await sealerOf([K2]).open('r', sealed), null);
    const resealed = await sealerOf([K2, K1]).seal('r', value);
    assert.deepEqual(await sealerOf([K2]).open('r', resealed), value);
    assert.equal(await sealerOf([K1]).open('r', resealed), null);
  });
});
