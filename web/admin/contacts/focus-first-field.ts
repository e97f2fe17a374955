/** Where the focus goes when the button that emptied a form goes away with what it emptied. */

/** Moves the focus to the first field. */
export function focusFirstField(form: HTMLFormElement | null): void {
  form?.querySelector('input')?.focus();
}
