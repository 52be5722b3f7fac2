import { serviceUrl } from '../../api/base.ts'
import type { PageProps } from '../../app/routes.ts'
import { useLoad } from '../../app/useLoad.ts'
import { session } from '../../auth/session.ts'
import { quote } from '../../basket/order.ts'
import { writeCriteria, everything } from '../../catalog/criteria.ts'
import { keyOf, orderableFiles, type Product } from '../../catalog/product.ts'
import { selectionsOf } from '../../catalog/query.ts'
import { findProduct } from '../../catalog/search.ts'
import { Busy } from '../../components/Busy.tsx'
import { CopyText } from '../../components/CopyText.tsx'
import { Lazily } from '../../components/Lazily.tsx'
import { Page } from '../../components/Page.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { QuoteFacts } from '../../components/QuoteFacts.tsx'
import { t } from '../../i18n/i18n.ts'
import { Period } from '../catalog/Period.tsx'
import { useAdd } from '../catalog/useAdd.ts'
import { FileTable } from './FileTable.tsx'
import { PropertyList } from './PropertyList.tsx'
import { hasThumbnail, Thumbnail } from './Thumbnail.tsx'
import './product.css'

const loadMap = () => import('../catalog/map/SearchMap.tsx')

/** One product: its files, its properties, where it is, and what ordering it would mean. */
export default function ProductPage({ params: { collection = '', item = '' } }: PageProps) {
  const product = useLoad(signal => findProduct(collection, item, signal), [collection, item])
  if (product.value) return <ProductView product={product.value} />
  return <Page title={item}>{product.problem ? <ProblemBox problem={product.problem} retry={product.reload} /> : <Busy />}</Page>
}

function ProductView({ product }: { product: Product }) {
  const { collection, id, title, times, files, properties, geometry } = product
  const orderable = orderableFiles(product).length > 0
  const signedIn = session.value !== undefined
  const quoted = useLoad(signal => (orderable && signedIn ? quote({ collections: [collection], ids: [id] }, signal) : Promise.resolve(undefined)), [collection, id, signedIn])
  const { adding, problem, add } = useAdd()
  const lead = (
    <>
      <a href={`#/search?${writeCriteria({ ...everything, collection })}`}>{collection}</a>
      {times.length > 0 && <> · <Period first={times[0]} last={times.at(-1)} /></>}
    </>
  )
  return (
    <Page title={title} lead={lead} actions={orderable && <button class="button primary" disabled={adding} onClick={() => void add(selectionsOf([product]))}>{t('product.add')}</button>}>
      <ProblemBox problem={problem} />
      <div class="product-layout">
        <section class="card product-files" aria-labelledby="files">
          <h2 id="files">{t('product.files')}</h2>
          {hasThumbnail(product) && <Thumbnail product={product} />}
          <FileTable files={files} quote={quoted.value} />
          {!orderable && <p class="hint">{t('product.notOrderable')}</p>}
        </section>
        {orderable && (
          <section class="card" aria-labelledby="if">
            <h2 id="if">{t('product.if')}</h2>
            <ProblemBox problem={quoted.problem} retry={quoted.reload} />
            {!signedIn && <p class="hint">{t('product.if.signIn')}</p>}
            {quoted.value ? <QuoteFacts quote={quoted.value} /> : quoted.loading && <Busy />}
          </section>
        )}
        <section class="card" aria-labelledby="properties">
          <h2 id="properties">{t('product.properties')}</h2>
          <PropertyList properties={properties} />
          <h3>{t('product.address')}</h3>
          <CopyText text={serviceUrl(`/stac/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}`)} label={t('product.address')} />
        </section>
        {geometry && (
          <section class="card" aria-labelledby="place">
            <h2 id="place">{t('product.place')}</h2>
            <Lazily load={loadMap} props={{ areas: [{ key: keyOf(product), title, geometry }] }} />
          </section>
        )}
      </div>
    </Page>
  )
}
