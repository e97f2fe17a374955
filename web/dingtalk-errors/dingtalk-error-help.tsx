/**
 * What a refusal of DingTalk's means, from the server's catalogue.
 *
 * Owns: asking the catalogue about one code, and drawing meaning, causes, remedies, and who can act.
 * Does not: say what failed on the page around it, or hold words about any code.
 * Called by: the pages on which DingTalk may refuse: sign-in, profile, administration.
 */
import type { DingTalkErrorResponse } from '../../server/dingtalk-errors/schema.ts';
import { useMessages } from '../messages/i18next.tsx';
import { useServerWords } from '../messages/server-words.ts';
import { DingTalkNumbers } from '../ui/dingtalk-numbers.tsx';
import { isOurName } from './codes.ts';
import { useDingTalkError } from './use-dingtalk-error.ts';
import './dingtalk-error-help.css';

type Level = 'h2' | 'h3' | 'h4';
type Props = {
  code: string;
  /** Shows DingTalk's own code and request id as well; leave it out where they stand already. */
  requestId?: string | undefined;
  /** One below the heading under which the help stands. */
  level: Level;
};

/** Draws the explanation; a code that the catalogue does not know keeps its numbers and says no more. */
export function DingTalkErrorHelp({ code, requestId, level }: Props) {
  const explanation = useDingTalkError(code);
  const ids = isOurName(code) ? {} : { code };
  const numbers = requestId !== undefined && <DingTalkNumbers {...ids} requestId={requestId} />;
  if (!explanation) return numbers;
  return (
    <div className="dingtalk-help">
      <Explanation explanation={explanation} level={level} />
      {numbers}
    </div>
  );
}

function Explanation({ explanation, level: Heading }: { explanation: DingTalkErrorResponse; level: Level }) {
  const { t } = useMessages();
  const say = useServerWords();
  const { code, meaning, causes, remedies, retry, actor } = explanation;
  return (
    <>
      <Heading className="dingtalk-help-title">
        {t(isOurName(code) ? 'dingtalkError.titleWithoutCode' : 'dingtalkError.title', { code })}
      </Heading>
      <p>{say(meaning)}</p>
      {causes.length > 0 && (
        <>
          <p className="dingtalk-help-name">{t('dingtalkError.causes')}</p>
          <ol className="dingtalk-help-list">
            {causes.map((cause) => (
              <li key={cause.zh}>{say(cause)}</li>
            ))}
          </ol>
        </>
      )}
      {remedies.length > 0 && <p className="dingtalk-help-name">{t('dingtalkError.remedies')}</p>}
      {remedies.map((remedy) => (
        <Remedy key={`${remedy.app} ${remedy.steps.zh}`} {...remedy} />
      ))}
      <ul className="dingtalk-help-chips">
        <li className="chip">{t(`dingtalkError.actor.${actor}`)}</li>
        <li className="chip">{t(`dingtalkError.retry.${retry}`)}</li>
      </ul>
    </>
  );
}

/** One way out. The server puts the one for this app's kind first; where kinds differ, each says for which it is. */
function Remedy({ app, steps }: DingTalkErrorResponse['remedies'][number]) {
  const { t } = useMessages();
  const say = useServerWords();
  return (
    <div className="dingtalk-help-remedy">
      {app !== 'any' && <p className="dingtalk-help-app">{t(`dingtalkError.app.${app}`)}</p>}
      {toSentences(say(steps)).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

/** In English only before a capital letter: "e.g." and "corpid.txt" end no sentence. */
function toSentences(text: string): string[] {
  return text.replace(/([。！？])(?=[^”」）])|([.!?]) (?=[A-Z])/g, '$1$2\n').split('\n');
}
