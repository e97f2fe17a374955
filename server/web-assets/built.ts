import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import Type, { type Static } from 'typebox';
import { NoQuery } from '../http/schema-parts.ts';
import { strictContentSecurityPolicy } from '../http/security-headers.ts';
import { fillPage, type WebAssets } from './web-assets.ts';

/** A plain name: no folder, no dot file. */
const AssetParams = Type.Object({ file: Type.String({ pattern: '^[\\w-][\\w.-]*$' }) });

const YEAR_MS = 31_536_000_000;

const staticFiles = {
  // The plugin's own routes would match whole paths; ours takes one name.
  serve: false,
  preCompressed: true,
  dotfiles: 'ignore',
  // Names carry a hash of their content, so a name never changes what it means.
  immutable: true,
  maxAge: YEAR_MS,
} as const;

/**
 * The web app as `npm run build` left it.
 *
 * The page is read once and kept: a deployment replaces the process, not single files under it.
 */
export function openBuiltWebAssets(distDir: string, sandboxUrl: string): WebAssets {
  const index = join(distDir, 'index.html');
  if (!existsSync(index)) throw new Error('the web app is not built: run "npm run build", or start with "npm start"');
  const html = readFileSync(index, 'utf8');
  return {
    contentSecurityPolicy: strictContentSecurityPolicy,
    renderPage: (facts) => fillPage(html, facts, sandboxUrl),
    async mount(app) {
      await app.register(fastifyStatic, { ...staticFiles, root: join(distDir, 'assets') });
      app.get(
        '/assets/:file',
        { config: { access: 'public' }, schema: { querystring: NoQuery, params: AssetParams } },
        (request, reply) => reply.sendFile((request.params as Static<typeof AssetParams>).file),
      );
    },
  };
}
