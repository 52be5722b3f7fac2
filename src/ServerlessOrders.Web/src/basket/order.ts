import { api, readAnswer } from '../api/client.ts'
import type { Order, OrderQuote } from '../api/types.ts'

/** What an order of the basket, or of what a STAC search finds, would be. Nothing for an empty basket. */
export async function quote(search?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<OrderQuote | undefined> {
  const body = search && { body: { engineType: 'stac' as const, search } }
  const { data } = await readAnswer(api.POST('/user/orders/quote', { ...body, ...(signal && { signal }) }))
  return data?.content
}

/**
 * Orders the basket. The same key gives the same order, however often it is sent: after a click too many, or an answer that was lost.
 */
export async function orderBasket(label: string, key: string): Promise<Order | undefined> {
  const { data } = await readAnswer(api.POST('/user/orders', { headers: { 'Idempotency-Key': key }, body: label ? { label } : {} }))
  return data?.content
}

/** A key that no other order has. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
