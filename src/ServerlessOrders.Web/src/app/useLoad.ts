import { useEffect, useRef, useState } from 'preact/hooks'
import { asProblem, type Problem } from '../api/problem.ts'

/** What a page is waiting for, has, or could not get. While it is asked for again, what was there stays. */
export interface Loaded<T> {
  readonly value: T | undefined
  readonly problem: Problem | undefined
  readonly loading: boolean
  readonly reload: () => void
}

/**
 * Loads when shown and whenever one of `inputs` changes, and breaks off what is no longer wanted: an answer that comes late is never
 * shown over a newer one.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ value: undefined, problem: undefined, loading: true })
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    const abort = new AbortController()
    setState(before => ({ ...before, loading: true }))
    latest.current(abort.signal).then(
      value => {
        if (!abort.signal.aborted) setState({ value, problem: undefined, loading: false })
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) setState(before => ({ ...before, problem: asProblem(thrown), loading: false }))
      },
    )
    return () => abort.abort()
  }, [...inputs, round])
  return { ...state, reload: () => setRound(before => before + 1) }
}
