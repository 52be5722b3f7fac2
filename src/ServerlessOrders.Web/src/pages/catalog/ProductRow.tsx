import { href } from '../../app/match.ts'
import { bytesOf, keyOf, orderableFiles, type Product } from '../../catalog/product.ts'
import { Bytes } from '../../components/Quantities.tsx'
import { t } from '../../i18n/i18n.ts'
import { Period } from './Period.tsx'
import { TierChip } from './TierChip.tsx'

interface RowProps {
  readonly product: Product
  /** Its collection's title, if several are shown. */
  readonly collection: string | undefined
  readonly selected: boolean
  readonly pointed: boolean
  readonly adding: boolean
  readonly onPoint: (key: string | undefined) => void
  readonly onToggle: (on: boolean) => void
  readonly onAdd: () => void
}

/** A product in a list. */
export function ProductRow({ product, collection, selected, pointed, adding, onPoint, onToggle, onAdd }: RowProps) {
  const { id, title, times } = product
  const files = orderableFiles(product)
  const bytes = bytesOf(files)
  return (
    <li
      class="product" data-key={keyOf(product)} data-pointed={pointed || undefined} data-selected={selected || undefined}
      onMouseEnter={() => onPoint(keyOf(product))} onMouseLeave={() => onPoint(undefined)}
    >
      <input type="checkbox" aria-label={t('results.select', { title })} checked={selected} onChange={event => onToggle(event.currentTarget.checked)} />
      <div class="product-main">
        <a class="product-title" href={href('/products/:collection/:item', { collection: product.collection, item: id })}>{title}</a>
        <p class="product-facts">
          {collection && <span>{collection}</span>}
          {times.length > 0 && <span><Period first={times[0]} last={times.at(-1)} /></span>}
          <span>{t('unit.files', { n: files.length })}</span>
          {bytes !== undefined && <span><Bytes value={bytes} /></span>}
          <TierChip files={files} />
        </p>
      </div>
      <button class="button quiet" disabled={adding} aria-label={t('results.add.one', { title })} onClick={onAdd}>+<span class="product-add"> {t('results.add')}</span></button>
    </li>
  )
}
