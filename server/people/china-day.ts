/** Days begin in China, where DingTalk's days do. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The day of a moment, as YYYY-MM-DD in China's time. */
export function toChineseDay(time: number): string {
  return new Date(time + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}
