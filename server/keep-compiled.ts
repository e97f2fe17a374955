/**
 * Keeps what Node has compiled for the next time: a start is then about a quarter quicker.
 *
 * Owns: where it is kept. Beside the libraries, because whoever may write there may change Foyer itself as well; where
 * nothing can be written, nothing is kept, and everything works.
 * Called by: `main.ts`, which loads what is large afterwards, and `npm run unit` in each process.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
