import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { t } from '../../i18n/i18n.ts'

/** Asks for how long the files are to stay. What is too long the service says. */
export function ExtendDialog({ onExtend, onClose }: { onExtend: (hours: number) => void; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [hours, setHours] = useState(72)
  useEffect(() => dialog.current?.showModal(), [])
  const submit = (event: Event) => {
    event.preventDefault()
    dialog.current?.close()
    onExtend(hours)
  }
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{t('extend.title')}</h2>
        <label for={`${id}-hours`}>{t('extend.hours')}</label>
        <input id={`${id}-hours`} type="number" min={1} step={1} required autoFocus value={hours} onInput={event => setHours(event.currentTarget.valueAsNumber)} />
        <p class="hint">{t('extend.hint')}</p>
        <div class="actions">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>{t('action.cancel')}</button>
          <button class="button primary">{t('act.extend')}</button>
        </div>
      </form>
    </dialog>
  )
}
