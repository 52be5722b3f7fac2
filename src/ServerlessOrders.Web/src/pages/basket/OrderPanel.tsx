import { useId, useRef, useState } from 'preact/hooks'
import { asProblem, type Problem } from '../../api/problem.ts'
import type { Basket } from '../../api/types.ts'
import { href } from '../../app/match.ts'
import { say } from '../../app/notices.ts'
import { go } from '../../app/router.ts'
import { useLoad } from '../../app/useLoad.ts'
import { basket as shown, loadBasket } from '../../basket/basket.ts'
import { newKey, orderBasket, quote } from '../../basket/order.ts'
import { Busy } from '../../components/Busy.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { QuoteFacts } from '../../components/QuoteFacts.tsx'
import { t } from '../../i18n/i18n.ts'
import { labelOf } from '../../orders/label.ts'

/** What the order would be, and the button that places it. */
export function OrderPanel({ basket }: { basket: Basket }) {
  const id = useId()
  const held = JSON.stringify(basket.datasetSelections)
  const quoted = useLoad(signal => quote(undefined, signal), [held])
  const [label, setLabel] = useState('')
  const [placing, setPlacing] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  // One key for one order: it stays for as long as label and basket do, so that pressing twice, or again after a lost answer, orders once.
  const attempt = useRef({ what: '', key: '' })

  const place = async (event: Event) => {
    event.preventDefault()
    if (placing) return
    const what = `${label}\n${held}`
    if (attempt.current.what !== what) attempt.current = { what, key: newKey() }
    setPlacing(true)
    setProblem(undefined)
    try {
      const order = await orderBasket(label.trim(), attempt.current.key)
      if (!order) {
        say({ text: t('order.none'), link: { href: href('/orders'), text: t('nav.orders') } })
        await loadBasket()
        return
      }
      shown.value = undefined
      say({ text: t('order.placed', { label: labelOf(order) }) })
      go(href('/orders/:id', { id: order.id }))
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setPlacing(false)
    }
  }

  const nothing = quoted.value?.files === 0
  return (
    <aside class="card order-panel" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('quote.title')}</h2>
      <ProblemBox problem={quoted.problem} retry={quoted.reload} />
      {quoted.value ? <div aria-busy={quoted.loading}><QuoteFacts quote={quoted.value} ofBasket /></div> : quoted.loading && <Busy />}
      {nothing && <p class="wrong" role="status">{t('quote.none')}</p>}
      <form onSubmit={event => void place(event)}>
        <div class="field">
          <label for={`${id}-label`}>{t('order.label')}</label>
          <input id={`${id}-label`} maxLength={50} autoComplete="off" value={label} aria-describedby={`${id}-hint`} onInput={event => setLabel(event.currentTarget.value)} />
          <p class="hint" id={`${id}-hint`}>{t('order.label.hint')}</p>
        </div>
        <ProblemBox problem={problem} />
        <button class="button primary order-button" disabled={placing || nothing}>
          {placing ? t('order.placing') : quoted.value ? t('order.place', { files: t('unit.files', { n: quoted.value.files }) }) : t('order.place.empty')}
        </button>
      </form>
    </aside>
  )
}
