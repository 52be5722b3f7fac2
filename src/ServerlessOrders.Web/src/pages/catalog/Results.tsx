import { selectionOfAll, selectionsOf } from '../../catalog/query.ts'
import type { Criteria } from '../../catalog/criteria.ts'
import { keyOf, type Product } from '../../catalog/product.ts'
import { Busy } from '../../components/Busy.tsx'
import { Heard } from '../../components/Heard.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'
import { filterCount } from './filterCount.ts'
import { ProductRow } from './ProductRow.tsx'
import { useAdd } from './useAdd.ts'
import type { SearchState } from './useSearch.ts'

interface ResultsProps {
  readonly criteria: Criteria
  readonly search: SearchState
  readonly titles: ReadonlyMap<string, string>
  readonly selected: ReadonlyMap<string, Product>
  readonly pointed: string | undefined
  readonly onPoint: (key: string | undefined) => void
  readonly onToggle: (products: readonly Product[], on: boolean) => void
}

/** What was found: select one, many, or take all that match. */
export function Results({ criteria, search, titles, selected, pointed, onPoint, onToggle }: ResultsProps) {
  const { adding, problem, add } = useAdd()
  const { products, found, loading } = search
  if (found && products.length === 0 && !loading) return <NoResults criteria={criteria} />
  const all = products.every(product => selected.has(keyOf(product)))
  return (
    <section aria-labelledby="results-title" aria-busy={loading}>
      <div class="results-head">
        <h2 id="results-title" aria-live="polite">{found ? countText(products.length, found.matched, found.next) : t('results.title')}</h2>
        {products.length > 0 && (
          <button class="button" disabled={adding} onClick={() => void add([selectionOfAll(criteria)])}>
            {found?.matched === undefined ? t('results.addAll.unknown') : t('results.addAll', { n: found.matched })}
          </button>
        )}
      </div>
      {found?.note && <p class="hint"><Heard words={found.note} /></p>}
      <ProblemBox problem={problem} />
      {products.length > 0 && (
        <>
          <label class="select-all"><input type="checkbox" checked={all} onChange={() => onToggle(products, !all)} />{t('results.selectAll')}</label>
          <ul class="products">
            {products.map(product => (
              <ProductRow
                key={keyOf(product)} product={product} collection={criteria.collection ? undefined : (titles.get(product.collection) ?? product.collection)}
                selected={selected.has(keyOf(product))} pointed={pointed === keyOf(product)} adding={adding}
                onPoint={onPoint} onToggle={on => onToggle([product], on)} onAdd={() => void add(selectionsOf([product]))}
              />
            ))}
          </ul>
        </>
      )}
      <ProblemBox problem={search.problem} retry={search.more} />
      {loading && <Busy />}
      {found?.next && !loading && !search.problem && <p class="more"><button class="button" onClick={search.more}>{t('action.more')}</button></p>}
    </section>
  )
}

function countText(shown: number, matched: number | undefined, next: string | undefined): string {
  if (matched !== undefined) return t('results.count', { n: matched })
  return next ? t('results.some', { n: shown }) : t('results.count', { n: shown })
}

function NoResults({ criteria }: { criteria: Criteria }) {
  const narrowed = filterCount(criteria) > (criteria.collection ? 1 : 0)
  return (
    <section class="empty">
      <h2 aria-live="polite">{t('results.none')}</h2>
      <p>{t(narrowed ? 'results.none.hint' : 'results.none.empty')}</p>
      <div class="actions"><a class="button primary" href="#/">{t('nav.catalog')}</a></div>
    </section>
  )
}
