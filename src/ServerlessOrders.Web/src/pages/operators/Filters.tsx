import { useId, useState } from 'preact/hooks'
import { t } from '../../i18n/i18n.ts'
import { statuses, statusText } from '../../orders/status.ts'

/** What a list of all orders can be narrowed by: the names and values of its query. */
export interface OrderFilters {
  readonly user?: string
  readonly status?: string
  readonly from?: string
  readonly to?: string
  readonly waitingForUser?: string
}

const names = ['user', 'status', 'from', 'to', 'waitingForUser'] as const

/** The filters in the address of the page; what is none is left out. */
export function readFilters(query: URLSearchParams): OrderFilters {
  return Object.fromEntries(names.map(name => [name, query.get(name)] as const).filter(([, value]) => value))
}

/** As the service takes them: days are those of UTC, and both belong to the time. */
export function asQuery({ from, to, ...others }: OrderFilters): Record<string, string> {
  return { ...others, ...(from && { from: `${from}T00:00:00.000Z` }), ...(to && { to: `${to}T23:59:59.999Z` }) }
}

export function Filters({ filters, onChange }: { filters: OrderFilters; onChange: (filters: OrderFilters) => void }) {
  const id = useId()
  const [user, setUser] = useState(filters.user ?? '')
  const set = (name: keyof OrderFilters, value: string) => onChange(Object.fromEntries(Object.entries({ ...filters, [name]: value }).filter(([, chosen]) => chosen)))
  return (
    <form class="order-filters" onSubmit={event => { event.preventDefault(); set('user', user.trim()) }}>
      <div>
        <label for={`${id}-user`}>{t('operators.user')}</label>
        <input id={`${id}-user`} type="search" autoComplete="off" value={user} onInput={event => setUser(event.currentTarget.value)} onChange={event => set('user', event.currentTarget.value.trim())} />
      </div>
      <div>
        <label for={`${id}-status`}>{t('orders.status')}</label>
        <select id={`${id}-status`} value={filters.status ?? ''} onChange={event => set('status', event.currentTarget.value)}>
          <option value="">{t('orders.status.all')}</option>
          {statuses.map(status => <option key={status} value={status}>{t(statusText(status))}</option>)}
        </select>
      </div>
      <div>
        <label for={`${id}-from`}>{t('operators.from')}</label>
        <input id={`${id}-from`} type="date" value={filters.from ?? ''} onChange={event => set('from', event.currentTarget.value)} />
      </div>
      <div>
        <label for={`${id}-to`}>{t('operators.to')}</label>
        <input id={`${id}-to`} type="date" value={filters.to ?? ''} onChange={event => set('to', event.currentTarget.value)} />
      </div>
      <div>
        <label for={`${id}-waiting`}>{t('operators.waiting')}</label>
        <select id={`${id}-waiting`} value={filters.waitingForUser ?? ''} onChange={event => set('waitingForUser', event.currentTarget.value)}>
          <option value="">{t('operators.waiting.any')}</option>
          <option value="true">{t('operators.waiting.yes')}</option>
          <option value="false">{t('operators.waiting.no')}</option>
        </select>
      </div>
    </form>
  )
}
