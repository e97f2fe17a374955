/** The field in which tools are looked for as somebody types. */
import { type FormEvent, type RefObject, useState } from 'react';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { SearchField } from '../ui/search-field.tsx';
import { useSearchShortcut } from './use-search-shortcut.ts';

type Props = {
  field: RefObject<HTMLInputElement | null>;
  onSeek: (sought: string) => void;
  firstTile: () => HTMLElement | null | undefined;
};

/** Draws the field. Enter opens the first tile that is left, the arrow key down goes there. */
export function ToolSearch({ field, onSeek, firstTile }: Props) {
  const { t } = useSignedInMessages();
  const [text, setText] = useState('');
  useSearchShortcut(field);
  const change = (value: string, isComposing: boolean) => {
    setText(value);
    // What an input method has not finished is no word yet: looking for it would empty the page at every letter.
    if (!isComposing) onSeek(value.trim());
  };
  const openFirst = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) firstTile()?.click();
  };
  return (
    <search className="launcher-search">
      <form onSubmit={openFirst}>
        <SearchField
          label={t('home.findTool')}
          clearLabel={t('directory.clear')}
          value={text}
          onChange={change}
          onArrowDown={() => firstTile()?.focus()}
          field={field}
          shortcut="/"
        />
      </form>
    </search>
  );
}
