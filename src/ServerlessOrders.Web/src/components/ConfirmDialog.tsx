import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../i18n/i18n.ts'

interface ConfirmProps {
  readonly title: string
  readonly text: string
  /** What the button that goes through with it says: the act, not "OK". */
  readonly act: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that cannot be taken back. Escape and the button that is focused first leave everything as it is. */
export function ConfirmDialog({ title, text, act, onConfirm, onClose }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  const confirm = () => {
    dialog.current?.close()
    onConfirm()
  }
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} onClose={onClose}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <div class="actions">
        <button class="button" autoFocus onClick={() => dialog.current?.close()}>{t('action.cancel')}</button>
        <button class="button danger" onClick={confirm}>{act}</button>
      </div>
    </dialog>
  )
}
