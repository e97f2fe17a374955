import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import type { ContentSecurityPolicy } from '../http/security-headers.ts';
import { fillPage, type WebAssets } from './web-assets.ts';

/** Vite injects styles and the refresh runtime inline, and talks to the page over a WebSocket. */
const developmentPolicy: ContentSecurityPolicy = {
  'default-src': ["'self'"],
  'script-src': ["'self'", "'unsafe-inline'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'connect-src': ["'self'", 'ws:', 'wss:'],
  'frame-ancestors': ["'none'"],
};

/** The web app straight from its sources, through Vite on our own origin: cookies and addresses are those of real use. */
export function openViteWebAssets(rootDir: string, sandboxUrl: string): WebAssets {
  let html = '';
  return {
    contentSecurityPolicy: developmentPolicy,
    renderPage: (facts) => fillPage(html, facts, sandboxUrl),
    async mount(app) {
      const { createServer } = await import('vite');
      const server = await createServer({
        configFile: join(rootDir, 'vite.config.ts'),
        appType: 'custom',
        server: { middlewareMode: true, hmr: { server: app.server } },
      });
      // Before the server closes: Vite's WebSocket would keep it waiting.
      app.addHook('preClose', () => server.close());
      html = await server.transformIndexHtml('/', readFileSync(join(rootDir, 'web/index.html'), 'utf8'));
      app.get('/*', { config: { access: 'public' }, schema: { querystring: Type.Object({}) } }, (request, reply) => {
        reply.hijack();
        server.middlewares(request.raw, reply.raw, () => reply.raw.writeHead(404).end());
      });
    },
  };
}
