import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import { signal } from '@preact/signals'
import { serviceBase } from '../api/base.ts'
import { pagesConfig } from './config.ts'
import { startSession } from './session.ts'

/** Why the last sign-in at the authority failed, in its words. */
export const oidcFailure = signal<string | undefined>(undefined)

let manager: Promise<UserManager> | undefined

/** Authorization code flow with PKCE (RFC 7636). Tokens stay in memory; only what the way back needs is kept in the tab's storage. */
async function createManager(): Promise<UserManager> {
  const { authority, clientId, scope } = await pagesConfig()
  if (!authority || !clientId) throw new Error('pages-config.json names no authority and client.')
  const created = new UserManager({
    authority,
    client_id: clientId,
    redirect_uri: `${serviceBase}/`,
    scope: scope ?? 'openid profile email',
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
  })
  // A refreshed token takes the place of the old one without a word.
  created.events.addUserLoaded(user => startSession(user.access_token))
  return created
}

function currentManager(): Promise<UserManager> {
  manager ??= createManager()
  return manager
}

/** Leaves for the authority, and remembers the place to come back to. */
export async function beginOidc(fragment: string): Promise<void> {
  await (await currentManager()).signinRedirect({ state: fragment })
}

/** Finishes what the authority answered; the place where the sign-in began. */
export async function finishOidc(): Promise<string> {
  try {
    const user = await (await currentManager()).signinRedirectCallback()
    startSession(user.access_token)
    return typeof user.state === 'string' && user.state.startsWith('#/') ? user.state : '#/'
  } catch (thrown) {
    oidcFailure.value = thrown instanceof Error ? thrown.message : String(thrown)
    return '#/sign-in'
  }
}
