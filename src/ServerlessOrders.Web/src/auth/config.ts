import { serviceUrl } from '../api/base.ts'

/** How people sign in here, as the service tells it in `/pages-config.json`. */
export interface PagesConfig {
  readonly signIn: 'oidc' | 'token'
  readonly authority?: string
  readonly clientId?: string
  readonly scope?: string
  /** True if anybody may look at the catalog, and has to sign in only to order. */
  readonly publicCatalog?: boolean
}

let loaded: Promise<PagesConfig> | undefined

/** Asks the service once; an error is not kept, the next call asks again. */
export function pagesConfig(): Promise<PagesConfig> {
  loaded ??= load().catch((thrown: unknown) => {
    loaded = undefined
    throw thrown
  })
  return loaded
}

async function load(): Promise<PagesConfig> {
  const response = await fetch(serviceUrl('/pages-config.json'))
  // A service without this document signs in with tokens.
  if (response.status === 404) return { signIn: 'token' }
  if (!response.ok) throw new TypeError(`pages-config.json: HTTP ${response.status}`)
  return (await response.json()) as PagesConfig
}
