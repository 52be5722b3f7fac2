import { useState } from 'preact/hooks'
import { api, read } from '../../api/client.ts'
import { asProblem, type Problem } from '../../api/problem.ts'
import type { OrderStatus } from '../../api/types.ts'
import { href } from '../../app/match.ts'
import { go } from '../../app/router.ts'
import type { PageProps } from '../../app/routes.ts'
import { useLoad } from '../../app/useLoad.ts'
import { session } from '../../auth/session.ts'
import { Busy } from '../../components/Busy.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Heard } from '../../components/Heard.tsx'
import { Page } from '../../components/Page.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'
import { save } from '../../orders/download.ts'
import { Pager } from '../../orders/Pager.tsx'
import { OrderCard } from '../orders/OrderCard.tsx'
import { Figures } from './Figures.tsx'
import { asQuery, Filters, readFilters, type OrderFilters } from './Filters.tsx'
import { Settings } from './Settings.tsx'
import './operators.css'

const administers = new Set(['ADMIN', 'PROJECT_ADMIN', 'INSTANCE_ADMIN'])

/** For those who run the service: all orders of the tenant, its figures, its settings. */
export default function OperatorsPage({ query }: PageProps) {
  const filters = readFilters(query)
  const page = Math.max(Number(query.get('page')) || 0, 0)
  const wanted = new URLSearchParams(asQuery(filters)).toString()
  const [failure, setFailure] = useState<Problem>()
  const list = useLoad(signal => read(api.GET('/orders', { params: { query: { ...typed(filters), page, size: 20 } }, signal })), [wanted, page])
  const at = (chosen: OrderFilters, number = 0) => href('/operators', {}, { ...chosen, ...(number > 0 && { page: String(number) }) })
  const keep = async () => {
    setFailure(undefined)
    await save(`/orders/csv${wanted && `?${wanted}`}`, 'orders.csv').catch((thrown: unknown) => setFailure(asProblem(thrown)))
  }
  if (list.problem?.status === 403) return <Page title={t('operators.title')}><ProblemBox problem={list.problem} /></Page>
  return (
    <Page
      title={t('operators.title')} lead={t('operators.lead', { tenant: session.value?.tenant ?? '' })}
      actions={<><button class="button" onClick={list.reload}>{t('operators.reload')}</button><button class="button" onClick={() => void keep()}>{t('operators.csv')}</button></>}
    >
      <Figures />
      <h2 class="section-title">{t('operators.orders')}</h2>
      <Filters filters={filters} onChange={chosen => go(at(chosen))} />
      <ProblemBox problem={failure ?? list.problem} retry={list.reload} />
      {!list.value ? list.loading && <Busy /> : (
        <div aria-busy={list.loading}>
          <p class="hint" role="status">{t('orders.count', { n: list.value.metadata.totalElements })}</p>
          {list.value.metadata.note && <p class="hint"><Heard words={list.value.metadata.note} /></p>}
          {list.value.content.length === 0 && <Empty title={t('operators.none')} hint={t('operators.none.hint')} />}
          <ul class="order-list">
            {list.value.content.map(order => <li key={order.content.id}><OrderCard order={order.content} owner /></li>)}
          </ul>
          <Pager page={page} pages={list.value.metadata.totalPages} href={number => at(filters, number)} />
        </div>
      )}
      {administers.has(session.value?.role ?? '') && <Settings />}
    </Page>
  )
}

function typed(filters: OrderFilters) {
  const { status, waitingForUser, ...others } = asQuery(filters)
  return { ...others, ...(status && { status: status as OrderStatus }), ...(waitingForUser && { waitingForUser: waitingForUser === 'true' }) }
}
