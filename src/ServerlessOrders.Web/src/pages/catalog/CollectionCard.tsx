import { useState } from 'preact/hooks'
import type { OrderQuote } from '../../api/types.ts'
import { useLoad } from '../../app/useLoad.ts'
import { useSeen } from '../../app/useSeen.ts'
import { session } from '../../auth/session.ts'
import { quote } from '../../basket/order.ts'
import type { Collection, CollectionSize } from '../../catalog/collection.ts'
import { findCollection } from '../../catalog/collections.ts'
import { everything, writeCriteria } from '../../catalog/criteria.ts'
import { selectionOfAll } from '../../catalog/query.ts'
import { Holdings } from '../../components/Holdings.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { formatBytes, formatShare } from '../../format/bytes.ts'
import { formatBox } from '../../format/place.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Period } from './Period.tsx'
import { useAdd } from './useAdd.ts'

/** A collection: what it is, what it holds, and the ways on. */
export function CollectionCard({ collection }: { collection: Collection }) {
  const [card, seen] = useSeen<HTMLElement>()
  const [asked, setAsked] = useState(false)
  const told = useLoad(signal => (seen ? findCollection(collection.id, signal) : Promise.resolve(undefined)), [collection.id, seen])
  const { first, last, box, holdings } = told.value ?? collection
  // What is not kept a quote tells, which looks at every product: so it is asked for, by who may have one.
  const measurable = told.value !== undefined && !holdings?.size && session.value !== undefined
  const measured = useLoad(signal => (asked ? quote({ collections: [collection.id] }, signal) : Promise.resolve(undefined)), [asked])
  const { adding, problem, add } = useAdd()
  const criteria = { ...everything, collection: collection.id }
  const products = `#/search?${writeCriteria(criteria)}`
  return (
    <article class="card collection" ref={card}>
      <header>
        <h2><a href={products}>{collection.title}</a></h2>
        {holdings && <span class="chip accent">{t('collection.products', { n: holdings.products })}</span>}
      </header>
      {collection.description && <p class="description">{collection.description}</p>}
      <dl class="facts">
        {(first || last) && <Fact name={t('collection.time')}><Period first={first} last={last} /></Fact>}
        {box && <Fact name={t('collection.place')}>{formatBox(box, language())}</Fact>}
        {collection.license && <Fact name={t('collection.license')}>{collection.license}</Fact>}
      </dl>
      {collection.keywords.length > 0 && <p class="chips">{collection.keywords.slice(0, 6).map(word => <span key={word} class="chip">{word}</span>)}</p>}
      <div class="measure">
        {holdings?.size && holdings.products > 0 && <Sized size={holdings.size} />}
        {measured.value && <Measured quote={measured.value} />}
        {measurable && !asked && <button class="button quiet" onClick={() => setAsked(true)}>{t('collection.measure')}</button>}
        {asked && measured.loading && <p class="hint" role="status">{t('quote.busy')}</p>}
      </div>
      <ProblemBox problem={problem ?? measured.problem} />
      <footer class="actions">
        <a class="button primary" href={products}>{t('collection.browse')}</a>
        <button class="button" disabled={adding || holdings?.products === 0} onClick={() => void add([selectionOfAll(criteria)])}>{t('collection.addAll')}</button>
      </footer>
    </article>
  )
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>
}

function Sized({ size: { files, bytes, unsized, archivedBytes } }: { size: CollectionSize }) {
  const known = formatBytes(bytes, language())
  return (
    <p class="measured">
      {t('collection.measured', { files: t('unit.files', { n: files }), bytes: unsized === 0 ? known : bytes === 0 ? t('size.unknown') : t('size.least', { bytes: known }) })}
      {archivedBytes > 0 && <span class="chip warn" title={t('holdings.share.hint')}>{t('holdings.share', { share: formatShare(archivedBytes / bytes, language()) })}</span>}
    </p>
  )
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
