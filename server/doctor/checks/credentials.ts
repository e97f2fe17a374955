/** Whether DingTalk accepts the Client ID and Secret, and the token that it hands out for them. */
import { AppError } from '../../errors.ts';
import { say } from '../../words.ts';
import type { Check } from '../check.ts';
import { passed } from '../verdict.ts';

export const credentialsCheck: Check = {
  id: 'credentials',
  title: say('应用凭证', 'Credentials of the app'),
  needs: ['host.api', 'host.oapi'],
  look: async ({ facts }) => {
    try {
      await facts.appToken();
      await facts.visibleRange();
    } catch (error) {
      // Whoever is refused for want of a permission has been recognised; the permissions come next.
      if (!(error instanceof AppError) || !recognised.has(error.code)) throw error;
      return passed(say('钉钉认得这个应用。', 'DingTalk knows the app.'));
    }
    return passed(say('钉钉发给了新的应用凭证，并且接受它。', 'DingTalk handed out a new app token, and accepts it.'));
  },
};

const recognised: ReadonlySet<string> = new Set(['dingtalk_permission_missing', 'not_an_employee']);
