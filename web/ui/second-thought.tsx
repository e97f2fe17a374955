/** A button whose deed cannot be undone: the question stands in its place, not over the page. */
import { type ReactNode, useState } from 'react';
import { useMessages } from '../messages/i18next.tsx';
import { Button } from './button.tsx';
import './second-thought.css';

type Props = {
  /** What the button says, and the button that confirms. */
  action: string;
  confirm: string;
  question: string;
  /** What follows from it. */
  children: ReactNode;
  onConfirm: () => void;
  isBusy: boolean;
};

/** Draws the button, then the question. */
export function SecondThought({ action, confirm, question, children, onConfirm, isBusy }: Props) {
  const { t } = useMessages();
  const [state, setState] = useState<'unasked' | 'open' | 'cancelled'>('unasked');
  if (state !== 'open') {
    return (
      // After "cancel" the focus returns to where the question came from.
      <Button look="danger" onPress={() => setState('open')} autoFocus={state === 'cancelled'}>
        {action}
      </Button>
    );
  }
  return (
    <fieldset className="second-thought">
      <legend>{question}</legend>
      <div>{children}</div>
      <div className="actions">
        <Button look="danger" onPress={onConfirm} isBusy={isBusy}>
          {confirm}
        </Button>
        {/* The harmless answer gets the focus, so that a second Enter does nothing. */}
        <Button onPress={() => setState('cancelled')} isBusy={isBusy} autoFocus>
          {t('cancel')}
        </Button>
      </div>
    </fieldset>
  );
}
