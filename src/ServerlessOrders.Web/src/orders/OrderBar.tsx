import { StackedBar } from '../components/StackedBar.tsx'
import type { Order } from '../api/types.ts'
import { t } from '../i18n/i18n.ts'
import { partsOf, type Part } from './parts.ts'
import './orders.css'

/** How far an order is, by bytes, with the states of its files. */
export function OrderBar({ order, legend = false }: { order: Order; legend?: boolean }) {
  const parts = partsOf(order)
  if (parts.length === 0) return null
  return (
    <div class="order-bar">
      <StackedBar label={t('order.bar')} parts={parts.map(part => ({ kind: part.state, value: part.share, label: text(part) }))} />
      {legend && (
        <ul class="legend">
          {parts.map(part => <li key={part.state}><span class={`swatch bar-${part.state}`} aria-hidden="true" />{text(part)}</li>)}
        </ul>
      )}
    </div>
  )
}

function text({ state, files }: Part): string {
  return t(`part.${state}`, { n: files })
}
