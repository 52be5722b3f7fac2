import { useEffect, useRef, useState } from 'preact/hooks'
import { asProblem, type Problem } from '../../api/problem.ts'
import { writeCriteria, type Criteria } from '../../catalog/criteria.ts'
import type { Product } from '../../catalog/product.ts'
import { findProducts, type Found } from '../../catalog/search.ts'

/** What a search has found so far. */
export interface SearchState {
  readonly products: readonly Product[]
  readonly found: Found | undefined
  readonly loading: boolean
  readonly problem: Problem | undefined
  /** Fetches the next part, or the one that failed again. */
  readonly more: () => void
}

/** Some pages come out empty and have a next one: so many in a row are followed without being asked. */
const emptyPages = 10

/** Searches, and goes on where the last answer ended. Another search breaks off the one under way. */
export function useSearch(criteria: Criteria): SearchState {
  const key = writeCriteria(criteria).toString()
  const [state, setState] = useState<Omit<SearchState, 'more'>>({ products: [], found: undefined, loading: true, problem: undefined })
  const abort = useRef<AbortController>(undefined)

  const load = async (before: readonly Product[], next: string | undefined) => {
    abort.current?.abort()
    const mine = new AbortController()
    abort.current = mine
    setState(shown => ({ ...shown, loading: true, problem: undefined }))
    try {
      let found = await findProducts(criteria, next, mine.signal)
      for (let page = 0; found.products.length === 0 && found.next && page < emptyPages; page++) found = await findProducts(criteria, found.next, mine.signal)
      if (!mine.signal.aborted) setState({ products: [...before, ...found.products], found: { ...found, matched: found.matched ?? (next ? state.found?.matched : undefined) }, loading: false, problem: undefined })
    } catch (thrown) {
      if (!mine.signal.aborted) setState(shown => ({ ...shown, loading: false, problem: asProblem(thrown) }))
    }
  }

  useEffect(() => {
    setState({ products: [], found: undefined, loading: true, problem: undefined })
    void load([], undefined)
    return () => abort.current?.abort()
  }, [key])

  return { ...state, more: () => void load(state.products, state.found?.next) }
}
