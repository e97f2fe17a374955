/** A number that changes whenever what the replica says of anybody, or of any department, does: for whoever keeps conclusions. */
export type ReplicaVersion = { current(): number; bump(): void };

/** Creates one. */
export function createReplicaVersion(): ReplicaVersion {
  let version = 0;
  return {
    current: () => version,
    bump() {
      version += 1;
    },
  };
}
