import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { pagePaths, type WebAssets } from './web-assets.ts';

/** The pages of the web app. Their query belongs to the app (and to DingTalk, which adds its own), so any passes. */
export const pageRoutes: FastifyPluginAsync<{ webAssets: WebAssets }> = async (app, { webAssets }) => {
  for (const url of pagePaths) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      config: { access: 'public' },
      schema: { querystring: Type.Object({}) },
      handler: async (_request, reply) => reply.type('text/html; charset=utf-8').send(webAssets.renderPage({})),
    });
  }
  await app.register(async (scope) => webAssets.mount(scope));
};
