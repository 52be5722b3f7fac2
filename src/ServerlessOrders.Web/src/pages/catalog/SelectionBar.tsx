import { bytesOf, orderableFiles, type Product } from '../../catalog/product.ts'
import { selectionsOf } from '../../catalog/query.ts'
import { Bytes } from '../../components/Quantities.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'
import { useAdd } from './useAdd.ts'

/** What is selected, and what to do with it; it stays in view. */
export function SelectionBar({ selected, onClear }: { selected: readonly Product[]; onClear: () => void }) {
  const { adding, problem, add } = useAdd()
  if (selected.length === 0) return null
  const bytes = bytesOf(selected.flatMap(orderableFiles))
  const addAll = async () => {
    if (await add(selectionsOf(selected))) onClear()
  }
  return (
    <section class="selection-bar" aria-label={t('results.selected', { n: selected.length })}>
      <ProblemBox problem={problem} />
      <p>
        <strong>{t('results.selected', { n: selected.length })}</strong>
        {bytes !== undefined && <> · <Bytes value={bytes} /></>}
      </p>
      <div class="actions">
        <button class="button quiet" onClick={onClear}>{t('results.selected.clear')}</button>
        <button class="button primary" disabled={adding} onClick={() => void addAll()}>{t('results.selected.add')}</button>
      </div>
    </section>
  )
}
