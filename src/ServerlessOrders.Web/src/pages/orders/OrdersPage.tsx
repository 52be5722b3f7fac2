import type { OrderStatus } from '../../api/types.ts'
import { href } from '../../app/match.ts'
import { go } from '../../app/router.ts'
import type { PageProps } from '../../app/routes.ts'
import { Busy } from '../../components/Busy.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Heard } from '../../components/Heard.tsx'
import { Page } from '../../components/Page.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'
import { useOrders } from '../../orders/list.ts'
import { Pager } from '../../orders/Pager.tsx'
import { statuses, statusText } from '../../orders/status.ts'
import { OrderCard } from './OrderCard.tsx'

/** The orders of who is signed in, the newest first, as they are now. */
export default function OrdersPage({ query }: PageProps) {
  const page = Math.max(Number(query.get('page')) || 0, 0)
  const status = statuses.find(known => known === query.get('status'))
  const orders = useOrders(page, status)
  const at = (wanted: number, of = status) => href('/orders', {}, { ...(wanted > 0 && { page: String(wanted) }), ...(of && { status: of }) })
  const list = orders.value
  return (
    <Page title={t('orders.title')} lead={t('orders.lead')} actions={<StatusFilter status={status} onChange={wanted => go(at(0, wanted))} />}>
      <ProblemBox problem={orders.problem} retry={orders.refresh} />
      {!list ? !orders.problem && <Busy /> : list.content.length === 0 ? <NoOrders filtered={status !== undefined} /> : (
        <>
          <p class="hint" role="status">{t('orders.count', { n: list.metadata.totalElements })}</p>
          <ul class="order-list">
            {list.content.map(order => <li key={order.content.id}><OrderCard order={order.content} /></li>)}
          </ul>
          {list.metadata.note && <p class="hint"><Heard words={list.metadata.note} /></p>}
          <Pager page={page} pages={list.metadata.totalPages} href={wanted => at(wanted)} />
        </>
      )}
    </Page>
  )
}

function StatusFilter({ status, onChange }: { status: OrderStatus | undefined; onChange: (status: OrderStatus | undefined) => void }) {
  return (
    <select class="compact" aria-label={t('orders.status')} value={status ?? ''} onChange={event => onChange((event.currentTarget.value || undefined) as OrderStatus | undefined)}>
      <option value="">{t('orders.status.all')}</option>
      {statuses.filter(known => known !== 'DELETED').map(known => <option key={known} value={known}>{t(statusText(known))}</option>)}
    </select>
  )
}

function NoOrders({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title={t('orders.none.filtered')} hint={t('orders.none.filtered.hint')}>
      <a class="button primary" href={href('/orders')}>{t('orders.all')}</a>
    </Empty>
  ) : (
    <Empty title={t('orders.none')} hint={t('orders.none.hint')}>
      <a class="button primary" href={href('/')}>{t('nav.catalog')}</a>
    </Empty>
  )
}
