// Stops with one clear sentence when the pinned Node is missing. Plain JavaScript: it must run on any Node.
const LEAST_MAJOR = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < LEAST_MAJOR) {
  console.error(
    `Foyer runs on Node ${LEAST_MAJOR}, and this is Node ${process.versions.node}. ` +
      `"npm ci" installs Node ${LEAST_MAJOR} into the project by itself, unless optional packages are left out ` +
      '(--omit=optional) or this platform has none (Apple silicon, Alpine): there, install Node ' +
      `${LEAST_MAJOR} yourself.`,
  );
  process.exit(1);
}
