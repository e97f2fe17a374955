/**
 * The building blocks of every page: buttons, cards, notices and the like.
 *
 * Owns: markup, looks and accessibility of one element each; props in, markup out.
 * Does not: fetch, know who is signed in, or know other pages.
 * Called by: every feature and the frame.
 */
import type { ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';
import './button.css';

/** How much a button asks for attention. */
type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

type Props = {
  look?: ButtonLook;
  onPress: () => void;
  onBlur?: () => void;
  /** While something is under way: presses do nothing, but the focus stays, as `disabled` would not let it. */
  isBusy?: boolean;
  autoFocus?: boolean;
  'aria-label'?: string;
  children: ReactNode;
};

/** Draws a button that does something on this page. */
export function Button({ look = 'secondary', onPress, isBusy = false, autoFocus = false, children, ...props }: Props) {
  return (
    <button
      {...props}
      type="button"
      // biome-ignore lint/a11y/noAutofocus: set only where the focus would otherwise be lost with a replaced button.
      autoFocus={autoFocus}
      className={`button button-${look}`}
      aria-disabled={isBusy}
      onClick={isBusy ? undefined : onPress}
    >
      {children}
    </button>
  );
}

/** Draws the button that sends off the form around it, which says what happens then. */
export function SubmitButton({ isBusy = false, children }: Pick<Props, 'isBusy' | 'children'>) {
  return (
    <button type="submit" className="button button-primary" aria-disabled={isBusy}>
      {children}
    </button>
  );
}

/** Draws a link to the server that looks like a button; a plain link, because it leaves the app. */
export function ButtonAnchor({
  look = 'secondary',
  href,
  children,
}: {
  look?: ButtonLook;
  href: string;
  children: ReactNode;
}) {
  return (
    <a className={`button button-${look}`} href={href}>
      {children}
    </a>
  );
}

/** Draws a link to a page of the app that looks like a button. */
export function ButtonLink({ look = 'secondary', ...props }: Omit<LinkProps, 'className'> & { look?: ButtonLook }) {
  return <Link {...props} className={`button button-${look}`} />;
}
