/** What an API of the oapi host is to its gateway. Owns the type alone. */
import type { Answer } from './api-answers.ts';
import type { ApiName, Permission } from './app.ts';
import type { SandboxParts } from './parts.ts';

export type OapiEndpoint = {
  name: ApiName;
  permission: Permission;
  answer: (parts: SandboxParts, parameters: URLSearchParams) => Answer;
};
