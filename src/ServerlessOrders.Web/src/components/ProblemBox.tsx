import type { Problem } from '../api/problem.ts'
import { t } from '../i18n/i18n.ts'

/** What went wrong, in the service's own words, and a way to try again if there is one. */
export function ProblemBox({ problem, retry }: { problem: Problem | undefined; retry?: () => void }) {
  if (!problem) return null
  const said = problem.messages.length > 0 ? problem.messages : [problem.unreachable ? t('state.unreachable') : t('state.status', { status: String(problem.status) })]
  return (
    <div class="problem" role="alert">
      <strong>{t('state.error')}</strong>
      {said.map(message => <p key={message} lang={problem.messages.length > 0 ? 'en' : undefined}>{message}</p>)}
      {retry && <button class="button" onClick={retry}>{t('action.retry')}</button>}
    </div>
  )
}
