import { useEffect, useState } from 'preact/hooks'
import { api, readAnswer } from '../api/client.ts'
import { asProblem, type Problem } from '../api/problem.ts'
import type { OrderResource } from '../api/types.ts'
import { isGone } from './status.ts'

/** An order as it is now, or as it was when the service last answered. */
export interface Watched<T> {
  readonly value: T | undefined
  /** Why it may be out of date, or why there is none. */
  readonly problem: Problem | undefined
}

/** One round: asks, or waits for a change, and says what there is now; nothing if there is no more to come. */
export type Round<T> = (signal: AbortSignal, told: (value: T) => void) => Promise<boolean>

const longestPause = 15_000

/**
 * Runs rounds one after the other as long as the page is shown: never two requests at a time, and what an earlier run still answers is
 * ignored. While the tab is hidden nothing is asked: a browser gives all tabs of a service six connections together. If the service does
 * not answer it is asked again after 1, 2, 4 ... 15 seconds.
 */
export function useRounds<T>(begin: () => Round<T>, inputs: readonly unknown[]): Watched<T> & { refresh: () => void } {
  const [watched, setWatched] = useState<Watched<T>>({ value: undefined, problem: undefined })
  const [run, setRun] = useState(0)
  const refresh = () => setRun(before => before + 1)

  useEffect(() => {
    const shown = () => document.hidden || refresh()
    document.addEventListener('visibilitychange', shown)
    addEventListener('online', shown)
    return () => {
      document.removeEventListener('visibilitychange', shown)
      removeEventListener('online', shown)
    }
  }, [])

  useEffect(() => {
    const abort = new AbortController()
    const stop = () => document.hidden && abort.abort()
    document.addEventListener('visibilitychange', stop)
    void goOn(begin, abort.signal, setWatched)
    return () => {
      document.removeEventListener('visibilitychange', stop)
      abort.abort()
    }
  }, [...inputs, run])

  return { ...watched, refresh }
}

async function goOn<T>(begin: () => Round<T>, signal: AbortSignal, set: (change: (before: Watched<T>) => Watched<T>) => void): Promise<void> {
  let pause = 1000
  let round = begin()
  while (!signal.aborted) {
    try {
      const more = await round(signal, value => {
        if (!signal.aborted) set(() => ({ value, problem: undefined }))
      })
      // Opened in the background: it goes on once it is looked at.
      if (!more || document.hidden) return
      pause = 1000
      if (!signal.aborted) set(before => (before.problem ? { ...before, problem: undefined } : before))
    } catch (thrown) {
      if (signal.aborted) return
      const problem = asProblem(thrown)
      set(before => ({ ...before, problem }))
      // Only what may pass by itself is tried again.
      if (!problem.unreachable && problem.status !== 503) return
      await new Promise(resolve => setTimeout(resolve, (problem.retryAfter ?? 0) * 1000 || pause))
      pause = Math.min(pause * 2, longestPause)
      // Anew: a service that is back is to answer at once, not to wait for a change.
      round = begin()
    }
  }
}

/** Asks for one order: at once the first time, then when it has changed, or after `seconds` without a change. */
export function orderRound(orderId: number, seconds = 60): Round<OrderResource> {
  let version: string | null = null
  return async (signal, told) => {
    const headers = version ? { 'If-None-Match': version, Prefer: `wait=${seconds}` } : {}
    const { data, response } = await readAnswer(api.GET('/user/orders/{orderId}', { params: { path: { orderId } }, headers, signal }))
    version = response.headers.get('ETag')
    if (!data) return true
    told(data)
    return !isGone(data.content.status)
  }
}

/** An order, followed for as long as it is shown. */
export function useOrder(orderId: number): Watched<OrderResource> & { refresh: () => void } {
  return useRounds(() => orderRound(orderId), [orderId])
}
