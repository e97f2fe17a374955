/**
 * Ends a file of tests that left something open, and says so.
 *
 * Owns: that a test which failed before it could close what it had opened fails the run, instead of keeping it waiting.
 * Called by: `npm run unit`, in the process of each file, before the file itself.
 */
import { after } from 'node:test';

/** A file that closes everything ends by itself at once; on a busy machine that takes a moment. */
const GRACE_MS = 20_000;

/** The process that starts the others has no tests of its own. */
const runsTests = process.env.NODE_TEST_CONTEXT !== undefined;

if (runsTests) after(() => void setTimeout(endWithFailure, GRACE_MS).unref());

function endWithFailure(): void {
  process.stderr.write(`the tests are over, and this is still open: ${process.getActiveResourcesInfo().join(', ')}\n`);
  process.exit(1);
}
