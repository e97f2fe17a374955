/**
 * Device codes, which a browser finds by the short code that somebody types in.
 *
 * Owns: that the library is given the device code itself again, under which it writes down who has confirmed it; and that
 * nobody else reads it in the store: with it, whoever asks for tokens first gets them. There it is sealed.
 * Called by: `adapter.ts`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-5.2}
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Sealer } from '../keys/seal.ts';

type Seal = Pick<Sealer, 'seal' | 'open'>;

/** Keeps device codes so that their short codes lead to them. */
export function keepDeviceCodes(adapter: Adapter, { seal, open }: Seal): Adapter {
  const record = (userCode: string | undefined) => `device code of ${userCode}`;
  return {
    ...adapter,
    async upsert(id, payload, expiresIn) {
      const deviceCode = await seal(record(payload.userCode), id);
      await adapter.upsert(id, { ...payload, deviceCode }, expiresIn);
    },
    async findByUserCode(userCode) {
      const found = await adapter.findByUserCode(userCode);
      const jti = found && (await open(record(userCode), String(found.deviceCode)));
      return typeof jti === 'string' ? { ...found, jti } : undefined;
    },
  };
}

/** Keeps the stops of a browser, which know the device code that is being confirmed. */
export function keepInteractions(adapter: Adapter, { seal, open }: Seal): Adapter {
  const record = (id: string) => `device code at ${id}`;
  return {
    ...adapter,
    async upsert(id, { deviceCode, ...payload }: AdapterPayload, expiresIn) {
      const sealed = deviceCode === undefined ? {} : { deviceCode: await seal(record(id), deviceCode) };
      await adapter.upsert(id, { ...payload, ...sealed }, expiresIn);
    },
    async find(id) {
      const found = await adapter.find(id);
      if (found?.deviceCode === undefined) return found;
      const deviceCode = await open(record(id), String(found.deviceCode));
      return typeof deviceCode === 'string' ? { ...found, deviceCode } : undefined;
    },
  };
}
