import type { OrderResource } from '../api/types.ts'

/** What can be done to an order. */
export type Act = 'pause' | 'resume' | 'retry' | 'extend' | 'restart' | 'cancel' | 'delete' | 'remove'

const acts: readonly Act[] = ['resume', 'pause', 'retry', 'extend', 'restart', 'cancel', 'delete', 'remove']

/** Those that cannot be taken back. */
export const dangerous: ReadonlySet<Act> = new Set<Act>(['cancel', 'delete', 'remove'])

/** What the links of the order allow now. Cancelling has no link of its own: it is deleting an order that is under way, which can be paused. */
export function allowedActs({ links }: OrderResource): readonly Act[] {
  const offered = new Set(links.map(link => link.rel))
  return acts.filter(act => offered.has(act === 'cancel' ? 'pause' : act))
}
