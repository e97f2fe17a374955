/** The short way into the directory. */
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { SearchField } from '../ui/search-field.tsx';
import './find-colleague.css';

/** Draws the field; Enter opens the directory with what was typed. */
export function FindColleague() {
  const { t } = useSignedInMessages();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  return (
    <search className="find-colleague">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void navigate(directoryHref({ q: text.trim() }));
        }}
      >
        <SearchField
          label={t('directory.search')}
          clearLabel={t('directory.clear')}
          value={text}
          onChange={setText}
          field={field}
        />
      </form>
    </search>
  );
}
