import type { OrderStatus } from '../api/types.ts'
import type { TextKey } from '../i18n/i18n.ts'

/** Every status, in the order of an order's life. */
export const statuses = ['PENDING', 'RUNNING', 'PAUSED', 'DONE', 'DONE_WITH_WARNING', 'FAILED', 'EXPIRED', 'DELETED', 'ERROR'] as const satisfies readonly OrderStatus[]

/** The colour of a status: of a chip, and of its bar in the chart. */
export const tones: Readonly<Record<OrderStatus, 'accent' | 'good' | 'warn' | 'bad' | 'plain'>> = {
  PENDING: 'accent',
  RUNNING: 'accent',
  PAUSED: 'warn',
  DONE: 'good',
  DONE_WITH_WARNING: 'warn',
  FAILED: 'bad',
  EXPIRED: 'plain',
  DELETED: 'plain',
  ERROR: 'bad',
}

/** The name of a status. */
export function statusText(status: OrderStatus): TextKey {
  return `status.${status}`
}

/** True for an order of which more will come. */
export function isUnderWay(status: OrderStatus): boolean {
  return status === 'PENDING' || status === 'RUNNING' || status === 'PAUSED'
}

/** True for an order that will not change any more by anybody's doing but its removal. */
export function isGone(status: OrderStatus): boolean {
  return status === 'EXPIRED' || status === 'DELETED'
}
