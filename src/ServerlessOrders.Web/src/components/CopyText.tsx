import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/i18n.ts'

/** A command or an address to take along; `shown` stands for one that is too long, or not for everybody's eyes. */
export function CopyText({ text, shown = text, label }: { text: string; shown?: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const [byHand, setByHand] = useState(false)
  const code = useRef<HTMLElement>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      setByHand(true)
      return
    }
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  // Without https there is no clipboard: what is to be copied is marked, and the keyboard does the rest.
  useEffect(() => {
    if (byHand && code.current) getSelection()?.selectAllChildren(code.current)
  }, [byHand])
  return (
    <div class="copy">
      <code ref={code} tabIndex={0} role="group" aria-label={label}>{byHand ? text : shown}</code>
      <button class="button quiet" onClick={() => void copy()}>
        <span aria-live="polite">{t(copied ? 'action.copied' : 'action.copy')}</span>
      </button>
    </div>
  )
}
