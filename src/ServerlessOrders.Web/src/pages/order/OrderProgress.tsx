import type { Order, Progress } from '../../api/types.ts'
import { href } from '../../app/match.ts'
import { Heard } from '../../components/Heard.tsx'
import { Bytes, Instant, Share } from '../../components/Quantities.tsx'
import { ReadyTime } from '../../components/ReadyTime.tsx'
import { t } from '../../i18n/i18n.ts'
import { OrderBar } from '../../orders/OrderBar.tsx'
import { bytesOf, filesCount } from '../../orders/parts.ts'
import { reasonOf } from '../../orders/why.ts'

/** How far an order is, why it is not further, and when it will be. */
export function OrderProgress({ order }: { order: Order }) {
  const { progress, status, message } = order
  const total = bytesOf(order)
  return (
    <>
      <OrderBar order={order} legend />
      {progress && progress.bytesTotal > 0 && (
        <p class="order-bytes">
          <Share value={progress.bytesReady / progress.bytesTotal} /> <span class="hint">{t('order.prepared')} (<Bytes value={progress.bytesReady} /> / <Bytes value={progress.bytesTotal} />)</span>
        </p>
      )}
      {!progress && <p class="hint">{t('unit.files', { n: filesCount(order) })}, <Bytes value={total} /></p>}
      {progress && <Waiting progress={progress} />}
      {message && <p><Heard words={message} /></p>}
      {!progress && !message && <p>{t(`ended.${status}`)}</p>}
    </>
  )
}

function Waiting({ progress }: { progress: Progress }) {
  const { phase, blockedBy, restoring, estimate, nextChange } = progress
  return (
    <div class="order-why" aria-live="polite">
      <h3>{t(`phase.${phase}`)}</h3>
      <p>{reasonOf(progress)}</p>
      {blockedBy.length > 0 && (
        <p>{t('order.blocked')} {blockedBy.map(id => <a key={id} class="chip" href={href('/orders/:id', { id })}>{t('order.number', { id: String(id) })}</a>)}</p>
      )}
      <dl class="figures">
        {estimate && <div><dt>{t('order.ready')}</dt><dd><ReadyTime estimate={estimate} /></dd></div>}
        {restoring && (
          <div>
            <dt>{t('order.restoring')}</dt>
            <dd>
              {t('unit.files', { n: restoring.files })}, <Bytes value={restoring.bytes} />
              {restoring.earliest && restoring.latest && <>, <ReadyTime estimate={{ earliest: restoring.earliest, latest: restoring.latest }} /></>}
            </dd>
          </div>
        )}
        {nextChange && <div><dt>{t('order.next')}</dt><dd><Instant value={nextChange} /></dd></div>}
      </dl>
    </div>
  )
}
