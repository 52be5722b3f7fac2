import { Instant } from '../../components/Quantities.tsx'
import { language } from '../../i18n/i18n.ts'

const hidden = new Set(['storage:schemes', 'order:status', 'title'])
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

/** The properties of a product as the catalog has them. */
export function PropertyList({ properties }: { properties: Readonly<Record<string, unknown>> }) {
  const shown = Object.entries(properties).filter(([name, value]) => !hidden.has(name) && value !== null)
  return (
    <dl class="properties">
      {shown.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{written(value)}</dd></div>)}
    </dl>
  )
}

function written(value: unknown) {
  if (typeof value === 'string') return instant.test(value) ? <Instant value={value} /> : value
  if (typeof value === 'number') return value.toLocaleString(language(), { maximumFractionDigits: 20, useGrouping: false })
  if (Array.isArray(value) && value.every(part => typeof part !== 'object')) return value.join(', ')
  return typeof value === 'object' ? <code>{JSON.stringify(value)}</code> : String(value)
}
