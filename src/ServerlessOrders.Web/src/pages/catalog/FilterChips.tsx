import type { Condition, Criteria } from '../../catalog/criteria.ts'
import { everything } from '../../catalog/criteria.ts'
import { formatBox } from '../../format/place.ts'
import { language, t } from '../../i18n/i18n.ts'
import { filterCount } from './filterCount.ts'

interface ChipsProps {
  readonly criteria: Criteria
  readonly titles: ReadonlyMap<string, string>
  readonly onSearch: (criteria: Criteria) => void
}

/** What narrows the search, each with a button that takes it away. */
export function FilterChips({ criteria, titles, onSearch }: ChipsProps) {
  const { text, collection, from, to, box, conditions } = criteria
  const chips: { name: string; without: Partial<Criteria> }[] = []
  if (text) chips.push({ name: t('filter.text', { text }), without: { text: '' } })
  if (collection) chips.push({ name: titles.get(collection) ?? collection, without: { collection: '' } })
  if (from) chips.push({ name: t('filter.from', { day: from }), without: { from: '' } })
  if (to) chips.push({ name: t('filter.to', { day: to }), without: { to: '' } })
  if (box) chips.push({ name: t('filter.box', { place: formatBox(box, language()) }), without: { box: undefined } })
  for (const condition of conditions) chips.push({ name: describe(condition), without: { conditions: conditions.filter(other => other !== condition) } })
  if (chips.length === 0) return null
  return (
    <div class="filter-chips">
      {chips.map(({ name, without }) => (
        <button key={name} class="chip accent" aria-label={t('search.without', { filter: name })} onClick={() => onSearch({ ...criteria, ...without })}>
          {name}<span aria-hidden="true">×</span>
        </button>
      ))}
      {filterCount(criteria) > 1 && <button class="button quiet" onClick={() => onSearch({ ...everything, order: criteria.order })}>{t('search.clear')}</button>}
    </div>
  )
}

function describe({ property, comparison, value, upTo }: Condition): string {
  if (comparison === 'between') return t('filter.between', { property, value, upTo: upTo ?? '' })
  return `${property} ${t(`comparison.${comparison}`)} ${value}`
}
