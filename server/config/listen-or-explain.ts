import { ConfigError, messageOf } from './problems.ts';

/**
 * Starts to listen, or says which settings name an address that cannot be listened on.
 *
 * @throws {ConfigError}
 */
export async function listenOrExplain(listen: () => Promise<string>, variables: readonly string[]): Promise<string> {
  try {
    return await listen();
  } catch (error) {
    const found = `an address that cannot be listened on (${messageOf(error)})`;
    throw new ConfigError([
      { variable: variables.join(', '), found, accepted: 'an address of this machine that is free' },
    ]);
  }
}
