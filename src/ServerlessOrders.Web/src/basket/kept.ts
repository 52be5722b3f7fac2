import type { SelectionRequest } from '../api/types.ts'

const key = 'orders.kept'

/** Keeps what somebody chose before signing in, in this tab: the way to an authority and back leaves the page. */
export function keepSelections(selections: readonly SelectionRequest[]): void {
  try {
    sessionStorage.setItem(key, JSON.stringify([...keptSelections(), ...selections]))
  } catch {
    // A browser that keeps nothing: it is chosen again after the sign-in.
  }
}

/** What is kept; nothing if there is none. */
export function keptSelections(): readonly SelectionRequest[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? (kept as readonly SelectionRequest[]) : []
  } catch {
    return []
  }
}

/** What is kept, and no longer is. */
export function takeKeptSelections(): readonly SelectionRequest[] {
  const kept = keptSelections()
  if (kept.length > 0) sessionStorage.removeItem(key)
  return kept
}
