import { useState } from 'preact/hooks'
import { t } from '../i18n/i18n.ts'

/** A command or an address to take along; `shown` stands for one that is too long, or not for everybody's eyes. */
export function CopyText({ text, shown = text, label }: { text: string; shown?: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div class="copy">
      <code tabIndex={0} aria-label={label}>{shown}</code>
      <button class="button quiet" onClick={() => void copy()}>
        <span aria-live="polite">{t(copied ? 'action.copied' : 'action.copy')}</span>
      </button>
    </div>
  )
}
