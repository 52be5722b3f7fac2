import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../../api/problem.ts'
import { href } from '../../app/match.ts'
import type { PageProps } from '../../app/routes.ts'
import { Busy } from '../../components/Busy.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Page } from '../../components/Page.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { Instant } from '../../components/Quantities.tsx'
import { t } from '../../i18n/i18n.ts'
import { labelOf } from '../../orders/label.ts'
import { isGone } from '../../orders/status.ts'
import { StatusChip } from '../../orders/StatusChip.tsx'
import { useOrder } from '../../orders/watch.ts'
import { OrderActs } from './OrderActs.tsx'
import { OrderDownloads } from './OrderDownloads.tsx'
import { OrderFiles } from './OrderFiles.tsx'
import { OrderProgress } from './OrderProgress.tsx'
import './order.css'

/** One order: how far it is and why, what can be done to it, its files and how to fetch them. */
export default function OrderPage({ params }: PageProps) {
  const id = Number(params['id'])
  const { value, problem, refresh } = useOrder(id)
  const [failure, setFailure] = useState<Problem>()
  const attempt = async (act: () => Promise<unknown>) => {
    setFailure(undefined)
    try {
      await act()
    } catch (thrown) {
      setFailure(asProblem(thrown))
    }
  }
  if (!value) return problem?.status === 404 || problem?.status === 403 ? <Missing id={id} foreign={problem.status === 403} /> : problem ? <ProblemBox problem={problem} retry={refresh} /> : <Busy />
  const order = value.content
  const lead = (
    <>
      {t('order.number', { id: String(order.id) })} · {order.owner} · <Instant value={order.creationDate} />
      {!isGone(order.status) && <> · {t('order.until')} <Instant value={order.expirationDate} /></>}
    </>
  )
  return (
    <Page title={labelOf(order)} lead={lead} actions={<OrderActs order={value} attempt={attempt} done={refresh} />}>
      <ProblemBox problem={problem} retry={refresh} />
      <ProblemBox problem={failure} />
      <div class="order-layout">
        <section class="card order-state" aria-labelledby="order-state">
          <div class="order-card-head">
            <h2 id="order-state">{t('order.state')}</h2>
            <span aria-live="polite"><StatusChip status={order.status} /></span>
          </div>
          <OrderProgress order={order} />
        </section>
        <OrderDownloads resource={value} attempt={attempt} />
      </div>
      {!isGone(order.status) && order.datasetTasks.map(task => <OrderFiles key={task.id} order={order} task={task} attempt={attempt} />)}
    </Page>
  )
}

function Missing({ id, foreign }: { id: number; foreign: boolean }) {
  return (
    <Empty title={t(foreign ? 'order.foreign' : 'order.missing', { id: String(id) })} hint={t(foreign ? 'order.foreign.hint' : 'order.missing.hint')}>
      <a class="button primary" href={href('/orders')}>{t('orders.all')}</a>
    </Empty>
  )
}
