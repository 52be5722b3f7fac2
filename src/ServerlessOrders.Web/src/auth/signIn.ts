import { looksLikeToken } from './claims.ts'
import { startSession } from './session.ts'

/**
 * Signs in with what the address of the page carries, and takes it out of the address at once: `#token=...`, the link that a start on
 * one machine prints, or the answer of the authority (`?code=...&state=...`).
 */
export async function takeSignIn(): Promise<void> {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const token = fragment.get('token')
  if (token !== null) {
    showPlace('#/')
    if (looksLikeToken(token)) startSession(token)
  }
  const query = new URLSearchParams(location.search)
  if (query.has('state') && (query.has('code') || query.has('error'))) {
    const { finishOidc } = await import('./oidc.ts')
    showPlace(await finishOidc())
  }
}

// The link also signs in where the pages are open already: then only what stands behind `#` changes, and nothing is loaded.
addEventListener('hashchange', () => void takeSignIn())

/** The page's own address with another fragment and no query; the one before is forgotten. */
function showPlace(fragment: string): void {
  history.replaceState(null, '', location.pathname + fragment)
  dispatchEvent(new HashChangeEvent('hashchange'))
}
