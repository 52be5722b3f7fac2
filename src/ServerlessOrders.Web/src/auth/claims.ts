/** What a token says about its bearer. Read for display only: the service checks the signature, a page cannot. */
export interface Claims {
  readonly name: string
  readonly role: string | undefined
  readonly tenant: string | undefined
  readonly expires: Date | undefined
}

/** Reads a JWT (RFC 7519). A token that is none has an empty name. */
export function readClaims(token: string): Claims {
  const claims = payload(token)
  const text = (name: string): string | undefined => (typeof claims[name] === 'string' ? claims[name] : undefined)
  const roles = claims['roles']
  return {
    name: text('email') ?? text('preferred_username') ?? text('name') ?? text('sub') ?? '',
    role: text('role') ?? (Array.isArray(roles) && typeof roles[0] === 'string' ? roles[0] : undefined),
    tenant: text('tenant'),
    expires: typeof claims['exp'] === 'number' ? new Date(claims['exp'] * 1000) : undefined,
  }
}

/** True for text that has the shape of a JWT: three parts, the second of them a JSON object. */
export function looksLikeToken(token: string): boolean {
  return token.split('.').length === 3 && Object.keys(payload(token)).length > 0
}

function payload(token: string): Record<string, unknown> {
  try {
    const part = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
