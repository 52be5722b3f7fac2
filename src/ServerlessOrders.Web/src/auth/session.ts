import { computed, signal } from '@preact/signals'
import { readClaims } from './claims.ts'

/** Who is signed in. The token stays in memory: no page, tab or program finds it anywhere else. */
export interface Session {
  readonly token: string
  readonly name: string
  readonly role: string | undefined
  readonly tenant: string | undefined
  readonly expires: Date | undefined
}

/** The session, or nothing as long as nobody is signed in. */
export const session = signal<Session | undefined>(undefined)

/** True once the service has refused the token that the session had. */
export const expired = signal(false)

/** Why the last sign-in at an authority failed, in its words. */
export const signInFailure = signal<string | undefined>(undefined)

/** Below EXPLOIT. A role that cannot be read counts as neither: the service decides. */
const plainRoles = new Set(['PUBLIC', 'REGISTERED_USER'])

/** True if the pages of operators are worth showing; who may see them, the service says. */
export const operates = computed(() => {
  const role = session.value?.role
  return role !== undefined && !plainRoles.has(role)
})

/** Signs in with a token that was pasted or that an authority gave; the name is for a token that tells none. */
export function startSession(token: string, name = ''): void {
  const claims = readClaims(token)
  session.value = { token, ...claims, name: claims.name || name }
  expired.value = false
}

/** The service no longer takes the token. */
export function expireSession(): void {
  if (!session.value) return
  session.value = undefined
  expired.value = true
}

export function endSession(): void {
  session.value = undefined
  expired.value = false
}
