import { useRef, useState } from 'preact/hooks'
import { t } from '../i18n/i18n.ts'

/** A command or an address to take along. */
export function CopyText({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const code = useRef<HTMLElement>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // Without https there is no clipboard: what is to be copied is marked, and the keyboard does the rest.
      if (code.current) getSelection()?.selectAllChildren(code.current)
      return
    }
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div class="copy">
      <code ref={code} tabIndex={0} role="group" aria-label={label}>{text}</code>
      <button class="button quiet" onClick={() => void copy()}>
        <span aria-live="polite">{t(copied ? 'action.copied' : 'action.copy')}</span>
      </button>
    </div>
  )
}
