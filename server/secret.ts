/** A shorter key could be guessed; the session library itself checks only a single plain string. */
export const LEAST_SECRET_LENGTH = 32;

/** A value that must not be printed: it shows as `[secret]` wherever it is logged, joined into text or serialised. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it at the one place that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/**
 * A variable of the environment that a file names. Foyer's own settings are for nobody else: what one holds must not
 * become a tool's secret.
 */
export type FindVariable = (name: string) => Secret | 'unset' | 'own setting';
