import type { OrderStatus } from '../api/types.ts'
import { statuses } from '../orders/status.ts'
import type { OrderFigures } from './csv.ts'

/** How many orders are in each status that any is in. */
export function byStatus(orders: readonly OrderFigures[]): readonly { status: OrderStatus; orders: number }[] {
  return statuses.map(status => ({ status, orders: orders.filter(order => order.status === status).length })).filter(count => count.orders > 0)
}

/** Bytes that were ordered on each of the last days, days of UTC, the oldest first. */
export function bytesByDay(orders: readonly OrderFigures[], days: number, now: Date): readonly { day: Date; bytes: number }[] {
  const sums = new Map<string, number>()
  for (const { created, bytes } of orders) sums.set(dayOf(created), (sums.get(dayOf(created)) ?? 0) + bytes)
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(now.getTime() - (days - 1 - index) * 86_400_000)
    return { day, bytes: sums.get(dayOf(day)) ?? 0 }
  })
}

/** The limits of the groups of `byDuration`, in seconds. */
export const durations = [60, 600, 3_600, 6 * 3_600, 24 * 3_600] as const

/** How many orders took less than each of the durations from the order to its first file, and how many took longer than all. */
export function byDuration(orders: readonly OrderFigures[]): readonly number[] {
  const counts: number[] = [...durations, Infinity].map(() => 0)
  for (const { created, first } of orders) {
    if (!first) continue
    const seconds = (first.getTime() - created.getTime()) / 1000
    const group = durations.findIndex(limit => seconds < limit)
    const index = group < 0 ? durations.length : group
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}

function dayOf(instant: Date): string {
  return Number.isNaN(instant.getTime()) ? '' : instant.toISOString().slice(0, 10)
}
