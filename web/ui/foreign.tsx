/** Text that somebody else chose: it may be long, run the other way, or hold marks that would turn its neighbours round. */

/** Draws a foreign text so that it cannot change the direction or the width of what stands beside it. */
export function Foreign({ text }: { text: string }) {
  return <bdi className="foreign">{text}</bdi>;
}

/** Draws an e-mail address, which breaks behind its @ rather than in the middle of a name. */
export function ForeignAddress({ address }: { address: string }) {
  const end = address.lastIndexOf('@') + 1;
  return (
    <bdi className="foreign">
      {address.slice(0, end)}
      <wbr />
      {address.slice(end)}
    </bdi>
  );
}

/** Gives a foreign text between marks that keep its direction to itself, for a sentence that is text and not markup. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
