import { useState } from 'preact/hooks'
import type { Box } from '../../catalog/criteria.ts'
import { keyOf, type Product } from '../../catalog/product.ts'
import { Lazily } from '../../components/Lazily.tsx'
import { t } from '../../i18n/i18n.ts'

interface PanelProps {
  readonly products: readonly Product[]
  readonly box: Box | undefined
  readonly pointed: string | undefined
  readonly onPoint: (key: string | undefined) => void
  readonly onBox: (box: Box) => void
}

const loadMap = () => import('./map/SearchMap.tsx')

/** The map, fetched when it is first shown: at once where there is room for it and something to show, else when it is asked for. */
export function MapPanel({ products, box, pointed, onPoint, onBox }: PanelProps) {
  const [wanted, setWanted] = useState<boolean>()
  const areas = products.flatMap(product => (product.geometry ? [{ key: keyOf(product), title: product.title, geometry: product.geometry }] : []))
  const shown = wanted ?? (matchMedia('(min-width: 60rem)').matches && (areas.length > 0 || box !== undefined))
  const open = (key: string) => document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"] a`)?.focus()
  return (
    <section class="map-panel" aria-label={t('search.place')}>
      <button class="button quiet" aria-expanded={shown} onClick={() => setWanted(!shown)}>{t(shown ? 'results.map.hide' : 'results.map.show')}</button>
      {shown && <Lazily load={loadMap} props={{ areas, box, pointed, onPoint, onOpen: open, onBox }} />}
    </section>
  )
}
