/**
 * How the web app is built and, in development, served.
 *
 * Owns: where the app lives, what its files are called, which browsers they run in, and the compressed twins.
 * Does not: serve anything in production; the server does that from web/dist.
 * Called by: `vite build`, and the server's development mode.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  root: 'web',
  plugins: [react(), compressedTwins()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    sourcemap: false,
    // The web view of DingTalk on older Android phones; nothing older is known to be in use.
    target: ['chrome80', 'safari14'],
    // One small stylesheet: no page ever appears before its styles, and no data: address is needed under our policy.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

/** Writes a brotli and a gzip twin beside every text file of the build, so that the server never compresses. */
function compressedTwins(): Plugin {
  let outDir = '';
  return {
    name: 'compressed-twins',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const file of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (/\.(js|css|svg|html)$/.test(file)) writeTwins(join(outDir, file));
      }
    },
  };
}

function writeTwins(file: string): void {
  const content = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
