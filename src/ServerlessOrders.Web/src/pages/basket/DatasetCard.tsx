import type { DatasetSelection } from '../../api/types.ts'
import { removeDataset, removeSelection } from '../../basket/basket.ts'
import { formatBytes } from '../../format/bytes.ts'
import { Instant } from '../../components/Quantities.tsx'
import { language, t } from '../../i18n/i18n.ts'
import { describeSelection } from './describeSelection.ts'
import { FileFilters } from './FileFilters.tsx'

interface CardProps {
  readonly selection: DatasetSelection
  /** Runs a change of the basket and shows what went wrong with it. */
  readonly change: (act: () => Promise<void>) => Promise<void>
}

/** What the basket holds of one collection. */
export function DatasetCard({ selection, change }: CardProps) {
  const { id, datasetLabel, objectsCount, filesCount, filesSize, itemsSelections } = selection
  const figures = [t('basket.products', { n: objectsCount }), t('unit.files', { n: filesCount }), ...(filesSize > 0 ? [formatBytes(filesSize, language())] : [])]
  return (
    <article class="card dataset">
      <header>
        <div>
          <h2>{datasetLabel}</h2>
          <p class="dataset-figures number">{figures.join(' · ')}</p>
        </div>
        <button class="button quiet" aria-label={t('basket.remove.dataset', { name: datasetLabel })} onClick={() => void change(() => removeDataset(id))}>{t('basket.remove')}</button>
      </header>
      <ul class="selections" aria-label={t('basket.selections')}>
        {itemsSelections.map(({ date, selectionRequest, objectsCount }) => {
          const name = describeSelection(selectionRequest)
          return (
            <li key={date}>
              <div>
                <span class="selection-name">{name}</span>
                <span class="hint">{t('basket.products', { n: objectsCount })} · <Instant value={date} /></span>
              </div>
              {itemsSelections.length > 1 && (
                <button class="button quiet" aria-label={t('basket.remove.selection', { name })} onClick={() => void change(() => removeSelection(id, date))}>{t('basket.remove')}</button>
              )}
            </li>
          )
        })}
      </ul>
      <FileFilters selection={selection} change={change} />
    </article>
  )
}
