import type { OrderQuote } from '../api/types.ts'
import { formatBytes } from '../format/bytes.ts'
import { language, t } from '../i18n/i18n.ts'
import { StackedBar, type BarPart } from './StackedBar.tsx'

/** Where the files of a quote lie: a bar by bytes, and its parts in words. */
export function Holdings({ quote }: { quote: Pick<OrderQuote, 'bytes' | 'archived' | 'external'> }) {
  const archived = quote.archived?.bytes ?? 0
  const external = quote.external.bytes
  const amounts = { archive: archived, online: Math.max(quote.bytes - archived - external, 0), external }
  const parts: readonly BarPart[] = (['archive', 'online', 'external'] as const)
    .map(kind => ({ kind, value: amounts[kind], label: t(`holdings.${kind}`, { bytes: formatBytes(amounts[kind], language()) }) }))
    .filter(part => part.value > 0)
  if (parts.length === 0) return null
  return (
    <div class="holdings">
      <StackedBar parts={parts} label={t('holdings.label')} />
      <ul class="legend">
        {parts.map(part => <li key={part.kind}><span class={`dot bar-${part.kind}`} />{part.label}</li>)}
      </ul>
    </div>
  )
}
