/** Where the journeys' own Foyer and its sandbox listen: odd ports, so that a running one is not disturbed. */
export const addresses = { foyer: 'http://localhost:3917', sandbox: 'http://localhost:3918' } as const;
