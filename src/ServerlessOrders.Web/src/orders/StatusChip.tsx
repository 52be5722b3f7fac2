import type { OrderStatus } from '../api/types.ts'
import { t } from '../i18n/i18n.ts'
import { statusText, tones } from './status.ts'

/** The status of an order in words, with its colour. */
export function StatusChip({ status }: { status: OrderStatus }) {
  return <span class={`chip ${tones[status]}`}>{t(statusText(status))}</span>
}
