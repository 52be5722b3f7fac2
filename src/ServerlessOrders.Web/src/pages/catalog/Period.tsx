import { Instant } from '../../components/Quantities.tsx'
import { t, type TextKey } from '../../i18n/i18n.ts'

/** A time with one or two ends, by day, or an instant to the minute. */
export function Period({ first, last }: { first: string | undefined; last: string | undefined }) {
  if (first && last && first !== last) return <>{around('collection.period', { first: <Instant value={first} form="day" />, last: <Instant value={last} form="day" /> })}</>
  if (first && last) return <Instant value={first} />
  if (first) return <>{around('collection.since', { day: <Instant value={first} form="day" /> })}</>
  if (last) return <>{around('collection.until', { day: <Instant value={last} form="day" /> })}</>
  return null
}

/** A text whose placeholders are elements. */
function around(key: TextKey, parts: Readonly<Record<string, preact.JSX.Element>>) {
  return t(key).split(/(\{\w+\})/).map(part => parts[part.slice(1, -1)] ?? part)
}
