/**
 * Where the journeys' own Foyers, their sandboxes and the demo tools listen: odd ports, so that running ones are not
 * disturbed. The demo tools take the port after the sandbox's. Journeys that run beside each other have one of each.
 */

/** As many journeys run beside each other. */
export const BESIDE_EACH_OTHER = 2;

const FIRST_PORT = 3917;
const PORTS = 10;

/** The addresses of one row of journeys. */
export function addressesOf(row: number) {
  const port = FIRST_PORT + row * PORTS;
  return {
    foyer: `http://localhost:${port}`,
    sandbox: `http://localhost:${port + 1}`,
    wiki: `http://wiki.localhost:${port + 2}`,
    board: `http://board.localhost:${port + 2}`,
    desk: `http://desk.localhost:${port + 2}`,
  };
}

/** The row of the journey that runs here. */
export const parallelIndex = Number(process.env.TEST_PARALLEL_INDEX ?? 0);

/** The addresses of the journey that runs here. */
export const addresses = addressesOf(parallelIndex);
