/** One live region for the whole app, so that screen readers hear what changed without the focus moving. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

const Announce = createContext<(text: string) => void>(() => {});

/** Provides the live region; it must be in the page before the first announcement, or that one is not read. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', turn: 0 });
  const announce = useCallback((text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 })), []);
  return (
    <Announce.Provider value={announce}>
      {children}
      <div role="status" aria-live="polite" className="visually-hidden">
        {/* A new element each time: the same words twice are otherwise no change, and not read. */}
        <span key={said.turn}>{said.text}</span>
      </div>
    </Announce.Provider>
  );
}

/** Gives the way to say something to screen readers. */
export function useAnnounce(): (text: string) => void {
  return useContext(Announce);
}

/** Says the text to screen readers once what it belongs to is shown. */
export function useAnnouncementWhen(isShown: boolean, text: string): void {
  const announce = useAnnounce();
  useEffect(() => {
    if (isShown) announce(text);
  }, [isShown, text, announce]);
}
