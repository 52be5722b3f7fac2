/** Two instants in the zone of the user, with what they share written once: `26 Nov 2026, 14:05 – 16:30`. */
export function formatInstantRange(earliest: Date, latest: Date, language: string, timeZone?: string): string {
  const style = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...(timeZone && { timeZone }) } as const
  return new Intl.DateTimeFormat(language, style).formatRange(earliest, latest)
}
