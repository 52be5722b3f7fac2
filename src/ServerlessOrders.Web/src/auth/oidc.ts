import { InMemoryWebStorage, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts'
import { serviceBase } from '../api/base.ts'
import { pagesConfig } from './config.ts'
import { session, signInFailure, startSession } from './session.ts'

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
    // Without a refresh token it would renew in a frame, which the Content-Security-Policy does not allow.
    automaticSilentRenew: false,
  })
  created.events.addUserLoaded(begin)
  created.events.addAccessTokenExpiring(() => void renew(created))
  // Who signs out leaves no token behind that would be renewed.
  let signedIn = false
  session.subscribe(current => {
    if (signedIn && !current) void created.removeUser()
    signedIn = current !== undefined
  })
  return created
}

function begin(user: User): void {
  const { email, preferred_username, name } = user.profile
  startSession(user.access_token, email ?? preferred_username ?? name)
}

/** A refreshed token takes the place of the old one without a word; if there is none, the service says when it is over. */
async function renew(manager: UserManager): Promise<void> {
  const user = await manager.getUser()
  if (user?.refresh_token) await manager.signinSilent().catch(() => undefined)
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
    begin(user)
    return typeof user.state === 'string' && user.state.startsWith('#/') ? user.state : '#/'
  } catch (thrown) {
    signInFailure.value = thrown instanceof Error ? thrown.message : String(thrown)
    return '#/sign-in'
  }
}
