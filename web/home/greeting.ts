/** The time of day as people name it when they meet. */
type TimeOfDay = 'night' | 'morning' | 'noon' | 'afternoon' | 'evening';

/** Each part of the day with the hour at which it begins, latest first. */
const parts: readonly [from: number, part: TimeOfDay][] = [
  [23, 'night'],
  [18, 'evening'],
  [13, 'afternoon'],
  [11, 'noon'],
  [5, 'morning'],
  [0, 'night'],
];

/** Gives the part of the day on this device's clock. */
export function greetingAt(now: Date): TimeOfDay {
  return parts.find(([from]) => now.getHours() >= from)?.[1] ?? 'night';
}
