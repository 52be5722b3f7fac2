import { useState } from 'preact/hooks'
import { asProblem, type Problem } from '../../api/problem.ts'
import { useLoad } from '../../app/useLoad.ts'
import { basket, emptyBasket, openBasket } from '../../basket/basket.ts'
import { Busy } from '../../components/Busy.tsx'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Page } from '../../components/Page.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'
import { DatasetCard } from './DatasetCard.tsx'
import { OrderPanel } from './OrderPanel.tsx'
import './basket.css'

/** What was chosen, what it would be as an order, and the order itself. */
export default function BasketPage() {
  const loaded = useLoad(openBasket, [])
  const [problem, setProblem] = useState<Problem>()
  const [asking, setAsking] = useState(false)
  const held = basket.value
  const change = async (act: () => Promise<void>) => {
    setProblem(undefined)
    try {
      await act()
    } catch (thrown) {
      setProblem(asProblem(thrown))
    }
  }
  if (!held) {
    if (loaded.problem || loaded.loading) return <Page title={t('basket.title')}>{loaded.problem ? <ProblemBox problem={loaded.problem} retry={loaded.reload} /> : <Busy />}</Page>
    return (
      <Empty title={t('basket.empty')} hint={t('basket.empty.hint')}>
        <a class="button primary" href="#/">{t('basket.browse')}</a>
      </Empty>
    )
  }
  return (
    <Page title={t('basket.title')} lead={t('basket.lead')} actions={<button class="button quiet" onClick={() => setAsking(true)}>{t('basket.clear')}</button>}>
      <div class="basket-layout">
        <div class="datasets">
          <ProblemBox problem={problem ?? loaded.problem} />
          {held.datasetSelections.map(selection => <DatasetCard key={selection.id} selection={selection} change={change} />)}
        </div>
        <OrderPanel basket={held} />
      </div>
      {asking && (
        <ConfirmDialog
          title={t('basket.clear.title')} text={t('basket.clear.text')} act={t('basket.clear')}
          onConfirm={() => void change(emptyBasket)} onClose={() => setAsking(false)}
        />
      )}
    </Page>
  )
}
