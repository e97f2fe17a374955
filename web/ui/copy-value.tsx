/** An id in a form that can be read, selected, and copied with one click. */
import { type ReactNode, useState } from 'react';
import { useMessages } from '../messages/i18next.tsx';
import { useAnnounce } from './announcer.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import './copy-value.css';

type Props = {
  value: string;
  /** What the button says it copies. */
  what: string;
  /** Shown in place of the bare value, where it is not an id but something to read or to follow. */
  children?: ReactNode;
};

/** Draws the value with its copy button. */
export function CopyValue({ value, what, children }: Props) {
  const { t } = useMessages();
  const announce = useAnnounce();
  const [isCopied, setCopied] = useState(false);

  const copy = async () => {
    const done = await copyText(value);
    setCopied(done);
    announce(done ? t('copied') : t('copyFailed'));
  };

  return (
    <span className="copy-value">
      {children ?? <code className="foreign">{value}</code>}
      <Button
        look="quiet"
        aria-label={t('copyLabel', { what })}
        onPress={() => void copy()}
        onBlur={() => setCopied(false)}
      >
        <Icon name={isCopied ? 'check' : 'copy'} />
        {isCopied && t('copied')}
      </Button>
    </span>
  );
}

/** Gives whether the text is on the clipboard now. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // TypeError where the clipboard does not exist (old web views, plain http), NotAllowedError where it is forbidden.
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
