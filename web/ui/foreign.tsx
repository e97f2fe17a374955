/** Text that somebody else chose: it may be long, run the other way, or hold marks that would turn its neighbours round. */

/** Draws a foreign text so that it cannot change the direction or the width of what stands beside it. */
export function Foreign({ text }: { text: string }) {
  return <bdi className="foreign">{text}</bdi>;
}
