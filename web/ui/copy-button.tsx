/** A button that copies something long: a list, or a report for a colleague. */
import { useState } from 'react';
import { useMessages } from '../messages/i18next.tsx';
import { useAnnounce } from './announcer.tsx';
import { Button } from './button.tsx';
import { copyText } from './copy-value.tsx';
import { Icon } from './icon.tsx';

/** Draws the button, which says on its face whether the text is on the clipboard now. */
export function CopyButton({ text, children }: { text: string; children: string }) {
  const { t } = useMessages();
  const announce = useAnnounce();
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed' | null>(null);

  const copy = async () => {
    const done = (await copyText(text)) ? 'copied' : 'copyFailed';
    setOutcome(done);
    announce(t(done));
  };

  return (
    <Button onPress={() => void copy()} onBlur={() => setOutcome(null)}>
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
      {outcome ? t(outcome) : children}
    </Button>
  );
}
