/** Why an act was not done, above the form whose fields keep what was typed; and why there is no form to begin with. */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { ApiError } from '../../api.ts';
import { oldApp } from '../../dingtalk-errors/codes.ts';
import { useAdminMessages } from '../../messages/admin.ts';
import { signInHref } from '../../paths.ts';
import { ButtonAnchor } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Reference } from '../../ui/reference.tsx';
import { AdminFailed } from '../admin-failed.tsx';
import { DingTalkRefused } from '../dingtalk-refused.tsx';
import { ReasonWords } from './field-fault.tsx';
import { mayBeDone } from './use-act.ts';

type Props = {
  title: string;
  error: ApiError;
  /** The way out that the page itself has. */
  actions?: ReactNode;
  /** Where somebody sees how things are now, when nobody knows whether the act was done; absent where nothing is changed. */
  look?: ReactNode;
  level?: 'h2' | 'h3';
};

const marked = '[aria-invalid="true"]';

/** Draws the reason and moves the focus to the field it is about. */
export function ActFailed({ error, look, ...props }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [isBeside, setBeside] = useState(false);
  const form = () => place.current?.closest('form, section');
  // Only the form knows which of its fields say themselves what is wrong with them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further refusal may be about another field.
  useLayoutEffect(() => setBeside(Boolean(error.about.field && form()?.querySelector(marked))), [error]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further refusal moves the focus again.
  useEffect(() => form()?.querySelector<HTMLElement>(marked)?.focus(), [error]);
  return (
    <div ref={place}>
      {look && mayBeDone(error) ? (
        <MaybeDone error={error} look={look} level={props.level ?? 'h3'} />
      ) : (
        <NotDone {...props} error={error} isBeside={isBeside} />
      )}
    </div>
  );
}

/** "Nothing was done" would be a guess: it may have been done before DingTalk, or Foyer, fell silent. */
function MaybeDone({ error, look, level }: Required<Pick<Props, 'error' | 'look' | 'level'>>) {
  const { t } = useAdminMessages();
  const { about, dingtalk, requestId } = error;
  return (
    <div className="admin-parts" role="alert">
      <Notice tone="warning" title={t('contacts.unknown')} actions={look}>
        {t(about.reason === 'unknown_outcome' ? 'contacts.reason.unknown_outcome' : 'contacts.answerLost')}
      </Notice>
      {dingtalk && <DingTalkRefused dingtalk={dingtalk} level={level} />}
      {requestId && <Reference requestId={requestId} />}
    </div>
  );
}

type NotDoneProps = Omit<Props, 'look'> & { isBeside: boolean };

function NotDone({ isBeside, ...props }: NotDoneProps) {
  const isInOneWord = isBeside || props.error.about.reason !== undefined;
  return isInOneWord ? <WithReason {...props} isBeside={isBeside} /> : <WithoutReason {...props} />;
}

/** Codes of what Foyer itself found in what was typed: nothing failed, so there is nothing to look up in a log. */
const onlyChecked: readonly string[] = ['invalid_request', 'removal_refused'];

/** What is wrong is known in one word. */
function WithReason({ title, error, isBeside, actions, level = 'h3' }: NotDoneProps) {
  const { t } = useAdminMessages();
  const { about, dingtalk, requestId, code } = error;
  const isFailure = !isBeside && (dingtalk !== undefined || !onlyChecked.includes(code));
  return (
    <div className="admin-parts" role="alert">
      <Notice tone="danger" title={title} actions={actions}>
        {isBeside ? t('contacts.look') : <ReasonWords reason={about.reason} />}
      </Notice>
      {!isBeside && dingtalk && <DingTalkRefused dingtalk={dingtalk} level={level} />}
      {isFailure && requestId && <Reference requestId={requestId} />}
    </div>
  );
}

/** What is wrong is a matter of the app, of DingTalk or of the sign-in. */
function WithoutReason({ title, error, actions, level = 'h3' }: Omit<NotDoneProps, 'isBeside'>) {
  const { t } = useAdminMessages();
  const { pathname, search } = useLocation();
  // What was typed is kept in this tab and stands here again after the way round.
  const signInAgain = error.code === 'reauthentication_required' && (
    <ButtonAnchor look="primary" href={signInHref(pathname + search)}>
      {t('admin.signInAgain')}
    </ButtonAnchor>
  );
  return <AdminFailed title={title} error={toSaid(error)} level={level} actions={signInAgain || actions} />;
}

/** Whoever reads "a permission is missing" looks for one to grant; for an old app there is none. */
function toSaid(error: ApiError): ApiError {
  const { requestId, dingtalk } = error;
  return dingtalk?.code === oldApp ? new ApiError('dingtalk_refused', requestId, dingtalk) : error;
}
