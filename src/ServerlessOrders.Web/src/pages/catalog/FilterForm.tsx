import { useId, useState } from 'preact/hooks'
import type { Collection } from '../../catalog/collection.ts'
import { orders, readBox, type Criteria, type ProductOrder } from '../../catalog/criteria.ts'
import { t } from '../../i18n/i18n.ts'
import { BoxFields } from './BoxFields.tsx'
import { ConditionFields } from './ConditionFields.tsx'

interface FormProps {
  readonly criteria: Criteria
  readonly collections: readonly Collection[]
  readonly properties: readonly string[]
  readonly onSearch: (criteria: Criteria) => void
}

const orderTexts = { '': 'search.order.none', '-datetime': 'search.order.newest', datetime: 'search.order.oldest' } as const

/** All filters of the search; nothing is searched before it is sent. */
export function FilterForm({ criteria, collections, properties, onSearch }: FormProps) {
  const id = useId()
  const [draft, setDraft] = useState(criteria)
  const [degrees, setDegrees] = useState<readonly string[]>(criteria.box?.map(String) ?? ['', '', '', ''])
  const [wrong, setWrong] = useState(false)
  const change = (part: Partial<Criteria>) => setDraft({ ...draft, ...part })
  const submit = (event: Event) => {
    event.preventDefault()
    const blank = degrees.every(degree => degree.trim() === '')
    const box = blank ? undefined : readBox(degrees.join(','))
    setWrong(!blank && !box)
    if (blank || box) onSearch({ ...draft, box, conditions: draft.conditions.filter(({ property, value }) => property.trim() && value.trim()) })
  }
  return (
    <form class="card filter-form" role="search" onSubmit={submit} noValidate>
      <div class="field">
        <label for={`${id}-text`}>{t('catalog.words.short')}</label>
        <input id={`${id}-text`} type="search" value={draft.text} onInput={event => change({ text: event.currentTarget.value })} />
      </div>
      <div class="field">
        <label for={`${id}-collection`}>{t('search.collection')}</label>
        <select id={`${id}-collection`} value={draft.collection} onChange={event => change({ collection: event.currentTarget.value })}>
          <option value="">{t('search.all')}</option>
          {collections.map(collection => <option key={collection.id} value={collection.id}>{collection.title}</option>)}
        </select>
      </div>
      <fieldset>
        <legend>{t('search.time')}</legend>
        <div class="pair">
          <Day label={t('search.from')} value={draft.from} onChange={from => change({ from })} />
          <Day label={t('search.to')} value={draft.to} onChange={to => change({ to })} />
        </div>
        <p class="hint">{t('search.days')}</p>
      </fieldset>
      <BoxFields degrees={degrees} wrong={wrong} onChange={setDegrees} />
      <ConditionFields conditions={draft.conditions} properties={properties} onChange={conditions => change({ conditions })} />
      <div class="field">
        <label for={`${id}-order`}>{t('search.order')}</label>
        <select id={`${id}-order`} value={draft.order} onChange={event => change({ order: event.currentTarget.value as ProductOrder })}>
          {orders.map(order => <option key={order} value={order}>{t(orderTexts[order])}</option>)}
        </select>
      </div>
      <button class="button primary">{t('search.apply')}</button>
    </form>
  )
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type="date" value={value} onInput={event => onChange(event.currentTarget.value)} />
    </div>
  )
}
