import { useState } from 'preact/hooks'
import type { OrderResource } from '../../api/types.ts'
import { href } from '../../app/match.ts'
import { go } from '../../app/router.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { t } from '../../i18n/i18n.ts'
import { doAct, extend } from '../../orders/acts.ts'
import { allowedActs, dangerous, type Act } from '../../orders/allowed.ts'
import { labelOf } from '../../orders/label.ts'
import { ExtendDialog } from './ExtendDialog.tsx'

interface ActsProps {
  readonly order: OrderResource
  readonly attempt: (act: () => Promise<unknown>) => Promise<void>
  /** The order is another one now. */
  readonly done: () => void
}

/** What the order allows now, as buttons; what cannot be taken back is asked about first. */
export function OrderActs({ order, attempt, done }: ActsProps) {
  const [asking, setAsking] = useState<Act>()
  const [doing, setDoing] = useState<Act>()
  const { id } = order.content
  const label = labelOf(order.content)

  const perform = async (act: Act, how: () => Promise<number | undefined | void>) => {
    if (doing) return
    setDoing(act)
    await attempt(async () => {
      const next = await how()
      if (act === 'remove') go(href('/orders'))
      else if (next) go(href('/orders/:id', { id: next }))
      else done()
    })
    setDoing(undefined)
  }
  const press = (act: Act) => (dangerous.has(act) || act === 'extend' ? setAsking(act) : void perform(act, () => doAct(id, act)))

  return (
    <>
      {allowedActs(order).map(act => (
        <button key={act} class={`button ${dangerous.has(act) ? 'danger' : ''}`} disabled={doing !== undefined} onClick={() => press(act)}>{t(`act.${act}`)}</button>
      ))}
      {asking === 'extend' && <ExtendDialog onExtend={hours => void perform('extend', () => extend(id, hours))} onClose={() => setAsking(undefined)} />}
      {asking && dangerous.has(asking) && (
        <ConfirmDialog
          title={t(`ask.${asking as 'cancel' | 'delete' | 'remove'}`, { label })} text={t(`ask.${asking as 'cancel' | 'delete' | 'remove'}.text`)} act={t(`act.${asking}`)}
          onConfirm={() => void perform(asking, () => doAct(id, asking))} onClose={() => setAsking(undefined)}
        />
      )}
    </>
  )
}
