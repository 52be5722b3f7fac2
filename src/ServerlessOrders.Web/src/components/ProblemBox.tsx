import type { Problem } from '../api/problem.ts'
import { hear, t, type TextKey } from '../i18n/i18n.ts'
import { Heard } from './Heard.tsx'

/** The statuses that people meet and can do something about. */
const explained = [0, 400, 401, 403, 404, 409, 410, 412, 413, 422, 428, 429, 502, 503] as const

/** What went wrong, in the service's own words, and a way to try again if there is one. Words that the language does not have stand below what the status means. */
export function ProblemBox({ problem, retry }: { problem: Problem | undefined; retry?: () => void }) {
  if (!problem) return null
  const { messages, status } = problem
  const foreign = messages.some(message => hear(message) === undefined)
  return (
    <div class="problem" role="alert">
      <strong>{t('state.error')}</strong>
      {(foreign || messages.length === 0) && <p>{t(meaning(status), { status: String(status) })}</p>}
      {foreign && <p class="hint">{t('problem.english')}</p>}
      {messages.map(message => <p key={message}><Heard words={message} /></p>)}
      {retry && <button class="button" onClick={retry}>{t('action.retry')}</button>}
    </div>
  )
}

function meaning(status: number): TextKey {
  const known = explained.find(one => one === status)
  return known === undefined ? 'problem.other' : `problem.${known}`
}
