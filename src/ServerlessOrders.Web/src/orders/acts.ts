import { api, read } from '../api/client.ts'
import { newKey } from '../basket/order.ts'
import type { Act } from './allowed.ts'

/** The key of an order that is to be made again, until it has been: pressing once more after an answer that was lost orders once. */
const restarts = new Map<number, string>()

/** Does it; the id of the order to show from then on, or nothing if that is the same. */
export async function doAct(orderId: number, act: Act): Promise<number | undefined> {
  const params = { path: { orderId } }
  switch (act) {
    case 'pause':
      await read(api.PUT('/user/orders/pause/{orderId}', { params }))
      return undefined
    case 'resume':
      await read(api.PUT('/user/orders/resume/{orderId}', { params }))
      return undefined
    case 'retry':
      await read(api.PUT('/user/orders/{orderId}/retry', { params }))
      return undefined
    case 'restart':
      return restart(orderId)
    case 'cancel':
      await read(api.DELETE('/user/orders/{orderId}', { params: { ...params, query: { cancel: true } } }))
      return undefined
    case 'delete':
      await read(api.DELETE('/user/orders/{orderId}', { params }))
      return undefined
    case 'remove':
      await read(api.DELETE('/user/orders/remove/{orderId}', { params }))
      return undefined
    case 'extend':
      throw new Error('An extension needs its hours: extend().')
  }
}

async function restart(orderId: number): Promise<number> {
  const key = restarts.get(orderId) ?? newKey()
  restarts.set(orderId, key)
  const { content } = await read(api.POST('/user/orders/{orderId}/restart', { params: { path: { orderId } }, headers: { 'Idempotency-Key': key } }))
  restarts.delete(orderId)
  return content.id
}

/** Lets the files stay for so many hours from now. */
export async function extend(orderId: number, hours: number): Promise<void> {
  await read(api.PUT('/user/orders/{orderId}/expiration', { params: { path: { orderId } }, body: { hours } }))
}
