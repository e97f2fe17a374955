/** Days begin in China, where DingTalk's days do. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The day of a moment, as YYYY-MM-DD in China's time. */
export function toChineseDay(time: number): string {
  return new Date(time + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The first moment of a day in China, in ms; null for text that is no day. */
export function readChineseDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`) - CHINA_OFFSET_MS;
  // 2026-02-30 would otherwise become a day in March.
  return Number.isNaN(at) || toChineseDay(at) !== text ? null : at;
}
