/** An instant in the zone of the user: day and minute. */
export function formatInstant(instant: Date, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(regional(language), { dateStyle: 'medium', timeStyle: 'short', ...zone(timeZone) }).format(instant)
}

/** Only the day of an instant, in the zone of the user. */
export function formatDay(instant: Date, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(regional(language), { dateStyle: 'medium', ...zone(timeZone) }).format(instant)
}

/** An instant in UTC, ISO 8601 to the second, without its zone: `2026-11-26 09:08:43`. */
export function formatUtc(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace('T', ' ')
}

const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** How far an instant is from another: `in 3 hours`, `2 days ago`, in the largest unit of which there is one. */
export function formatRelative(instant: Date, now: Date, language: string): string {
  const seconds = (instant.getTime() - now.getTime()) / 1000
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60]
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit)
}

function zone(timeZone: string | undefined): { timeZone?: string } {
  return timeZone === undefined ? {} : { timeZone }
}

/** The reader's own form of the language, such as `en-GB`, if the browser names one. */
function regional(language: string): string {
  const wished = typeof navigator === 'undefined' ? [] : (navigator.languages ?? [])
  return wished.find(tag => tag.startsWith(`${language}-`)) ?? language
}
