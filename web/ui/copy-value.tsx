/** An id in a form that can be read, selected, and copied with one click. */
import { useState } from 'react';
import { useMessages } from '../messages/i18next.tsx';
import { useAnnounce } from './announcer.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import './copy-value.css';

/** Draws the value with its copy button; `what` is what the button says it copies. */
export function CopyValue({ value, what }: { value: string; what: string }) {
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
      <code className="foreign">{value}</code>
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
async function copyText(text: string): Promise<boolean> {
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
