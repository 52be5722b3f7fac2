import { useId, useState } from 'preact/hooks'
import { useLoad } from '../../app/useLoad.ts'
import { looksLikeToken } from '../../auth/claims.ts'
import { pagesConfig } from '../../auth/config.ts'
import { expired, signInFailure, startSession } from '../../auth/session.ts'
import { keptSelections } from '../../basket/kept.ts'
import { Busy } from '../../components/Busy.tsx'
import { CopyText } from '../../components/CopyText.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'

/** Signs in, in the way that this service is set up for, at whatever place it is shown. */
export function SignIn() {
  const config = useLoad(() => pagesConfig(), [])
  return (
    <section class="card sign-in">
      <h1>{t('signin.title')}</h1>
      <p class="lead">{t(expired.value ? 'signin.expired' : keptSelections().length > 0 ? 'signin.kept' : 'signin.lead')}</p>
      <ProblemBox problem={config.problem} retry={config.reload} />
      {config.value ? config.value.signIn === 'oidc' ? <WithAccount /> : <WithToken /> : config.loading && <Busy />}
    </section>
  )
}

function WithAccount() {
  const [failure, setFailure] = useState(signInFailure.value)
  const begin = async () => {
    try {
      const { beginOidc } = await import('../../auth/oidc.ts')
      await beginOidc(location.hash || '#/')
    } catch (thrown) {
      setFailure(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  return (
    <>
      {failure && <p class="problem" role="alert">{t('signin.failed', { reason: failure })}</p>}
      <button class="button primary" onClick={() => void begin()}>{t('signin.oidc')}</button>
      <p class="hint">{t('signin.oidc.hint')}</p>
    </>
  )
}

function WithToken() {
  const id = useId()
  const [token, setToken] = useState('')
  const [wrong, setWrong] = useState<string>()
  const submit = (event: Event) => {
    event.preventDefault()
    const pasted = token.trim().replace(/^Bearer\s+/i, '')
    if (pasted === '') setWrong(t('signin.token.none'))
    else if (!looksLikeToken(pasted)) setWrong(t('signin.token.shape'))
    else startSession(pasted)
  }
  return (
    <form onSubmit={submit} noValidate>
      <label for={id}>{t('signin.token')}</label>
      <textarea id={id} rows={4} autoComplete="off" spellcheck={false} value={token} aria-describedby={`${id}-hint`} aria-invalid={wrong !== undefined} onInput={event => setToken(event.currentTarget.value)} />
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
      <p class="hint" id={`${id}-hint`}>{t('signin.token.hint')}</p>
      <button class="button primary">{t('signin.title')}</button>
      <p class="hint">{t('signin.token.where')}</p>
      <CopyText text="dotnet run --project src/ServerlessOrders.Local -- token --user you@example.org" label={t('signin.token.where')} />
    </form>
  )
}
