/** Foyer itself, in a process that can be asked what it uses. */
import { buildServer } from '../server/build-server.ts';
import { loadConfig } from '../server/config/load-config.ts';
import { createLogger } from '../server/logger.ts';
import { openServices } from '../server/services.ts';
import { answerQuestions } from './answer-questions.ts';
import { createSessions } from './create-sessions.ts';
import { runDirectory } from './run-directory.ts';

const config = loadConfig(process.env);
const services = await openServices({ config, logger: createLogger(config.logLevel), webApp: 'built' });
const app = await buildServer(config, services);
const origin = await app.listen(config.listen);
answerQuestions(origin, {
  sessions: () => createSessions(services, config),
  directoryRun: () => runDirectory(services.runner),
});
