import { formatBytes, formatShare } from '../format/bytes.ts'
import { formatDay, formatInstant, formatRelative, formatUtc } from '../format/time.ts'
import { language, t } from '../i18n/i18n.ts'

/** A size; the exact bytes stand in its title. */
export function Bytes({ value }: { value: number }) {
  return <span class="number" title={`${value.toLocaleString(language())} B`}>{formatBytes(value, language())}</span>
}

/** A number as the language writes it. */
export function Count({ value }: { value: number }) {
  return <span class="number">{value.toLocaleString(language())}</span>
}

/** A share between 0 and 1. */
export function Share({ value }: { value: number }) {
  return <span class="number">{formatShare(value, language())}</span>
}

/** An instant in the user's zone, with UTC in its title. */
export function Instant({ value, form = 'minute' }: { value: string; form?: 'minute' | 'day' | 'relative' }) {
  const instant = new Date(value)
  if (Number.isNaN(instant.getTime())) return <>{value}</>
  const shown = {
    minute: () => formatInstant(instant, language()),
    day: () => formatDay(instant, language()),
    relative: () => formatRelative(instant, new Date(), language()),
  }[form]()
  return <time dateTime={value} title={t('time.utc', { instant: formatUtc(instant) })}>{shown}</time>
}
