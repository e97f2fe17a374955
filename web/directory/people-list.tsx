/** The people of a place in the directory, page by page. */
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { PersonEntry } from '../../server/directory/schema.ts';
import { useSignedInMessages } from '../messages/signed-in.ts';
import { directoryHref } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Foreign } from '../ui/foreign.tsx';
import { Notice } from '../ui/notice.tsx';
import { Trail } from '../ui/trail.tsx';
import type { usePeople } from './use-directory.ts';
import type { Place } from './use-place.ts';
import './people-list.css';

type Props = {
  people: readonly PersonEntry[];
  place: Place;
  more: Pick<ReturnType<typeof usePeople>, 'hasMore' | 'isReadingMore' | 'hasMoreFailed' | 'readMore'>;
  list: RefObject<HTMLUListElement | null>;
  onLeaveUpwards: () => void;
};

/** Draws the list. The Tab key stops at it once; the arrow keys go from one person to the next. */
export function PeopleList({ people, place, more, list, onLeaveUpwards }: Props) {
  const { t } = useSignedInMessages();
  const [focused, setFocused] = useState<string>();
  const isIn = (userId: string | undefined) => people.some((person) => person.userId === userId);
  const stop = [focused, place.userId].find(isIn) ?? people[0]?.userId;
  const loseButton = useFocusOnNewPeople(list, people.length);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, index: number) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: people.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    if (target < 0) onLeaveUpwards();
    if (target >= people.length && more.hasMore) more.readMore();
    list.current?.querySelectorAll<HTMLElement>('.person')[target]?.focus();
  };

  return (
    <>
      <p id="people-keys" hidden>
        {t('directory.listKeys')}
      </p>
      <ul ref={list} className="people" aria-label={t('directory.list')} aria-describedby="people-keys">
        {people.map((person, index) => (
          <li key={person.userId}>
            <Link
              to={directoryHref({ ...place, userId: person.userId })}
              className="person"
              data-user={person.userId}
              aria-current={person.userId === place.userId ? 'true' : undefined}
              tabIndex={person.userId === stop ? 0 : -1}
              onFocus={() => setFocused(person.userId)}
              onKeyDown={(event) => onKeyDown(event, index)}
            >
              <Avatar name={person.name} />
              <PersonWords person={person} />
            </Link>
          </li>
        ))}
      </ul>
      {more.hasMore && <More {...more} onLoseFocus={loseButton} />}
    </>
  );
}

/** Gives what to call when the focused button goes away with the last page: the keyboard goes on at the first new person. */
function useFocusOnNewPeople(list: Props['list'], count: number): () => void {
  const isLost = useRef(false);
  const shown = useRef(count);
  useLayoutEffect(() => {
    if (isLost.current) list.current?.querySelectorAll<HTMLElement>('.person')[shown.current]?.focus();
    isLost.current = false;
    shown.current = count;
  }, [list, count]);
  return () => {
    isLost.current = true;
  };
}

function PersonWords({ person: { name, title, departments } }: { person: PersonEntry }) {
  const { t } = useSignedInMessages();
  const [first, ...others] = departments;
  return (
    <span className="person-words">
      <span className="person-line">
        <strong className="person-name">
          <Foreign text={name} />
        </strong>
        {title && (
          <span className="person-title">
            <Foreign text={title} />
          </span>
        )}
      </span>
      {first && (
        <span className="person-place">
          <Trail path={first.path} isShort />
          {others.length > 0 && (
            <span className="person-others">{t('directory.alsoIn', { count: others.length })}</span>
          )}
        </span>
      )}
    </span>
  );
}

function More({ isReadingMore, hasMoreFailed, readMore, onLoseFocus }: Props['more'] & { onLoseFocus: () => void }) {
  const { t } = useSignedInMessages();
  const end = useRef<HTMLDivElement>(null);
  const mayReadByItself = !isReadingMore && !hasMoreFailed;
  const read = useRef(readMore);
  useEffect(() => {
    read.current = readMore;
  });

  useEffect(() => {
    // Whoever scrolls near the end gets the next page without asking. Old web views press the button instead.
    if (!mayReadByItself || !end.current || typeof IntersectionObserver !== 'function') return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) read.current();
      },
      { rootMargin: '300px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [mayReadByItself]);

  const lose = useRef(onLoseFocus);
  useLayoutEffect(() => {
    lose.current = onLoseFocus;
  });
  // Asked while the button is still there: afterwards nobody knows any more where the focus was.
  useLayoutEffect(() => {
    const frame = end.current;
    return () => {
      if (frame?.contains(document.activeElement)) lose.current();
    };
  }, []);

  return (
    <div ref={end} className="people-more">
      {hasMoreFailed && <Notice tone="danger" title={t('directory.failed')} />}
      <Button onPress={readMore} isBusy={isReadingMore}>
        {isReadingMore ? t('directory.loadingMore') : t('directory.more')}
      </Button>
    </div>
  );
}
