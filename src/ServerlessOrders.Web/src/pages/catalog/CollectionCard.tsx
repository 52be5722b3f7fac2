import { useState } from 'preact/hooks'
import type { OrderQuote } from '../../api/types.ts'
import { useLoad } from '../../app/useLoad.ts'
import { useSeen } from '../../app/useSeen.ts'
import { quote } from '../../basket/order.ts'
import type { Collection } from '../../catalog/collection.ts'
import { countProducts } from '../../catalog/collections.ts'
import { everything, writeCriteria } from '../../catalog/criteria.ts'
import { selectionOfAll } from '../../catalog/query.ts'
import { Holdings } from '../../components/Holdings.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { formatBytes, formatShare } from '../../format/bytes.ts'
import { formatBox } from '../../format/place.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Period } from './Period.tsx'
import { useAdd } from './useAdd.ts'

// A quote looks at every product: of a small collection that is one read of the catalog, of a larger one it is asked for.
const measuredAtOnce = 1000

/** A collection: what it is, what it holds, and the ways on. */
export function CollectionCard({ collection }: { collection: Collection }) {
  const [card, seen] = useSeen<HTMLElement>()
  const [asked, setAsked] = useState(false)
  const count = useLoad(signal => (seen ? countProducts(collection.id, signal) : Promise.resolve(undefined)), [collection.id, seen])
  const measures = asked || (count.value !== undefined && count.value > 0 && count.value <= measuredAtOnce)
  const measured = useLoad(signal => (measures ? quote({ collections: [collection.id] }, signal) : Promise.resolve(undefined)), [measures])
  const { adding, problem, add } = useAdd()
  const criteria = { ...everything, collection: collection.id }
  const products = `#/search?${writeCriteria(criteria)}`
  return (
    <article class="card collection" ref={card}>
      <header>
        <h2><a href={products}>{collection.title}</a></h2>
        {count.value !== undefined && <span class="chip accent">{t('collection.products', { n: count.value })}</span>}
      </header>
      {collection.description && <p class="description">{collection.description}</p>}
      <dl class="facts">
        {(collection.first || collection.last) && <Fact name={t('collection.time')}><Period first={collection.first} last={collection.last} /></Fact>}
        {collection.box && <Fact name={t('collection.place')}>{formatBox(collection.box, language())}</Fact>}
        {collection.license && <Fact name={t('collection.license')}>{collection.license}</Fact>}
      </dl>
      {collection.keywords.length > 0 && <p class="chips">{collection.keywords.slice(0, 6).map(word => <span key={word} class="chip">{word}</span>)}</p>}
      <div class="measure">
        {measured.value && <Measured quote={measured.value} />}
        {!measures && count.value !== 0 && !count.loading && <button class="button quiet" onClick={() => setAsked(true)}>{t('collection.measure')}</button>}
        {measures && measured.loading && <p class="hint" role="status">{t('quote.busy')}</p>}
      </div>
      <ProblemBox problem={problem ?? measured.problem} />
      <footer class="actions">
        <a class="button primary" href={products}>{t('collection.browse')}</a>
        <button class="button" disabled={adding || count.value === 0} onClick={() => void add([selectionOfAll(criteria)])}>{t('collection.addAll')}</button>
      </footer>
    </article>
  )
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>
}

function Measured({ quote }: { quote: OrderQuote }) {
  const archived = quote.archived?.bytes ?? 0
  return (
    <>
      <p class="measured">
        {t('collection.measured', { files: t('unit.files', { n: quote.files }), bytes: quote.bytes > 0 || quote.files === 0 ? formatBytes(quote.bytes, language()) : t('size.unknown') })}
        {archived > 0 && <span class="chip warn">{t('holdings.share', { share: formatShare(archived / quote.bytes, language()) })}</span>}
      </p>
      <Holdings quote={quote} />
    </>
  )
}
