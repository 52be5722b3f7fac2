import createClient, { type Middleware } from 'openapi-fetch'
import { expireSession, session } from '../auth/session.ts'
import { serviceBase } from './base.ts'
import { asProblem, messagesOf, Problem } from './problem.ts'
import type { paths } from './schema.d.ts'

const bearer: Middleware = {
  onRequest({ request }) {
    if (session.value) request.headers.set('Authorization', `Bearer ${session.value.token}`)
    return request
  },
  async onResponse({ response }) {
    // Also 401: an action that the state of the order does not allow. Only a token that is refused ends the session.
    if (response.status === 401 && response.headers.has('WWW-Authenticate')) expireSession()
  },
}

/** The API of the service; its types are those of `openapi.json`. */
export const api = createClient<paths>({ baseUrl: serviceBase })
api.use(bearer)

type Answer<T> = { data?: T; error?: unknown; response: Response }

/** The body of a success; throws a `Problem` for everything else. */
export async function read<T>(request: Promise<Answer<T>>): Promise<T> {
  return (await readAnswer(request)).data as T
}

/** As `read`, with the response beside the body, for its status and headers. */
export async function readAnswer<T>(request: Promise<Answer<T>>): Promise<{ data: T | undefined; response: Response }> {
  let answer: Answer<T>
  try {
    answer = await request
  } catch (thrown) {
    throw asProblem(thrown)
  }
  const { data, error, response } = answer
  // 304 is an answer, not an error: nothing has changed.
  if (!response.ok && response.status !== 304) {
    const seconds = Number(response.headers.get('Retry-After'))
    throw new Problem(response.status, messagesOf(error), seconds > 0 ? seconds : undefined)
  }
  return { data, response }
}

/** A request to any address of the service, for what the description does not type (links that the service gives out). */
export async function fetchFromService(address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (session.value) headers.set('Authorization', `Bearer ${session.value.token}`)
  let response: Response
  try {
    response = await fetch(address, { ...init, headers })
  } catch (thrown) {
    throw asProblem(thrown)
  }
  if (response.status === 401 && response.headers.has('WWW-Authenticate')) expireSession()
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => undefined)
    throw new Problem(response.status, messagesOf(body))
  }
  return response
}
