import type { Order } from '../../api/types.ts'
import { href } from '../../app/match.ts'
import { Heard } from '../../components/Heard.tsx'
import { Bytes, Instant } from '../../components/Quantities.tsx'
import { t } from '../../i18n/i18n.ts'
import { labelOf } from '../../orders/label.ts'
import { OrderBar } from '../../orders/OrderBar.tsx'
import { bytesOf, filesCount } from '../../orders/parts.ts'
import { isGone } from '../../orders/status.ts'
import { StatusChip } from '../../orders/StatusChip.tsx'

/** One order of the list: what it is, how far it is, whether its user has to do something. */
export function OrderCard({ order, owner = false }: { order: Order; owner?: boolean }) {
  return (
    <article class="card order-card">
      <div class="order-card-head">
        <h2><a class="order-name" href={href('/orders/:id', { id: order.id })}>{labelOf(order)}</a></h2>
        <StatusChip status={order.status} />
        {order.waitingForUser && <span class="chip good">{t('orders.waiting')}</span>}
      </div>
      <OrderBar order={order} />
      <p class="hint order-facts">
        {owner && <span>{order.owner}</span>}
        <span>{t('orders.made')} <Instant value={order.creationDate} /></span>
        <span>{t('unit.files', { n: filesCount(order) })}, <Bytes value={bytesOf(order)} /></span>
        {!isGone(order.status) && <span>{t('order.until')} <Instant value={order.expirationDate} /></span>}
      </p>
      {order.message && <p><Heard words={order.message} /></p>}
    </article>
  )
}
