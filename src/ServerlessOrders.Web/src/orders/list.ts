import { api, readAnswer } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import type { Order, OrderPage, OrderStatus } from '../api/types.ts'
import { orderRound, useRounds, type Round, type Watched } from './watch.ts'
import { isGone, isUnderWay } from './status.ts'

export const pageSize = 20

/**
 * A page of the user's orders. A list cannot be waited for, an order can: the first that is under way is, a while at a time, and when it has
 * changed or the while is over the list is asked for again, which answers 304 if it is as before.
 */
export function listRound(page: number, status: OrderStatus | undefined): Round<OrderPage> {
  let version: string | null = null
  let shown: OrderPage | undefined
  return async (signal, told) => {
    const query = { page, size: pageSize, ...(status && { status: [status] }) }
    const headers = version ? { 'If-None-Match': version } : {}
    const { data, response } = await readAnswer(api.GET('/user/orders', { params: { query }, headers, signal }))
    version = response.headers.get('ETag')
    if (data) {
      shown = data
      told(data)
    }
    const orders = shown?.content.map(order => order.content) ?? []
    const followed = orders.find(order => isUnderWay(order.status)) ?? orders.find(order => !isGone(order.status))
    if (!followed) return false
    await untilChanged(followed, signal)
    return true
  }
}

/** The first answer tells the version, the second comes when that is no longer the one, or the while is over. */
async function untilChanged({ id, status }: Order, signal: AbortSignal): Promise<void> {
  const ask = orderRound(id, isUnderWay(status) ? 20 : 60)
  const nothing = () => {}
  try {
    if (await ask(signal, nothing)) await ask(signal, nothing)
  } catch (thrown) {
    // Removed meanwhile: the list tells.
    if (!(thrown instanceof Problem) || thrown.status !== 404) throw thrown
  }
}

/** The list, followed for as long as it is shown. */
export function useOrders(page: number, status: OrderStatus | undefined): Watched<OrderPage> & { refresh: () => void } {
  return useRounds(() => listRound(page, status), [page, status])
}
