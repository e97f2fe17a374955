/**
 * Where the journeys' own Foyer, its sandbox and the demo tools listen: odd ports, so that running ones are not
 * disturbed. The demo tools take the port after the sandbox's.
 */
export const addresses = {
  foyer: 'http://localhost:3917',
  sandbox: 'http://localhost:3918',
  wiki: 'http://wiki.localhost:3919',
  board: 'http://board.localhost:3919',
  desk: 'http://desk.localhost:3919',
} as const;
