/** An answer of the service that is no success, with what it says about it, in its own words. */
export class Problem extends Error {
  readonly status: number
  readonly messages: readonly string[]
  /** Seconds after which asking again is worth it, if the service says so. */
  readonly retryAfter: number | undefined

  constructor(status: number, messages: readonly string[], retryAfter?: number) {
    super(messages.join(' ') || `HTTP ${status}`)
    this.status = status
    this.messages = messages
    this.retryAfter = retryAfter
  }

  /** The service could not be reached at all, or the connection broke. */
  get unreachable(): boolean {
    return this.status === 0
  }
}

/** The texts of an error body: `{messages}` of the order API, `{description}` of the STAC API. */
export function messagesOf(body: unknown): readonly string[] {
  if (typeof body === 'string') return body.trim() === '' ? [] : [body]
  if (typeof body !== 'object' || body === null) return []
  const { messages, description, content } = body as { messages?: unknown; description?: unknown; content?: unknown }
  if (Array.isArray(messages)) return messages.filter(message => typeof message === 'string')
  if (typeof description === 'string') return [description]
  if (typeof content === 'object' && content !== null) {
    const { message } = content as { message?: unknown }
    if (typeof message === 'string') return [message]
  }
  return []
}

/** What was thrown as a problem; an abort is none and is thrown on. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
  return new Problem(0, thrown instanceof TypeError ? [] : [String(thrown)])
}
