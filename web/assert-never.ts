/** Fails to compile when a union has a member that a `switch` forgot. The server's twin cannot be imported as a value. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
