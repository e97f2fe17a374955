/** Moving about in a grid of links by the arrow keys; the Tab key still goes from one to the next. */
import type { KeyboardEvent, RefObject } from 'react';

/** Gives what the grid does with a key. Up from the first row leaves the grid. */
export function useTileKeys(grid: RefObject<HTMLElement | null>, onLeaveUpwards: () => void) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const tiles = [...(grid.current?.querySelectorAll<HTMLElement>('a') ?? [])];
    const from = tiles.findIndex((tile) => tile.matches(':focus'));
    const to = from < 0 ? null : target(event.key, from, tiles);
    if (to === null) return;
    event.preventDefault();
    if (to < 0) onLeaveUpwards();
    else tiles[to]?.focus();
  };
}

/** Gives the number of the tile that a key leads to: -1 for leaving upwards, null for a key that means nothing here. */
function target(key: string, from: number, tiles: readonly HTMLElement[]): number | null {
  const last = tiles.length - 1;
  // What the stylesheet made of the width of the screen.
  const columns = tiles.filter(({ offsetTop }) => offsetTop === tiles[0]?.offsetTop).length;
  const rowOf = (index: number) => Math.floor(index / columns);
  switch (key) {
    case 'ArrowRight':
      return Math.min(from + 1, last);
    case 'ArrowLeft':
      return Math.max(from - 1, 0);
    case 'ArrowDown':
      return rowOf(from) === rowOf(last) ? from : Math.min(from + columns, last);
    case 'ArrowUp':
      return Math.max(from - columns, -1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
