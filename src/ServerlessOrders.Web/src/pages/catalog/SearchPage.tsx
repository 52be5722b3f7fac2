import { useState } from 'preact/hooks'
import { go } from '../../app/router.ts'
import type { PageProps } from '../../app/routes.ts'
import { useLoad } from '../../app/useLoad.ts'
import { listCollections } from '../../catalog/collections.ts'
import { readCriteria, writeCriteria, type Criteria } from '../../catalog/criteria.ts'
import { keyOf, type Product } from '../../catalog/product.ts'
import { Page } from '../../components/Page.tsx'
import { t } from '../../i18n/i18n.ts'
import { FilterChips } from './FilterChips.tsx'
import { FilterForm } from './FilterForm.tsx'
import { filterCount } from './filterCount.ts'
import { MapPanel } from './MapPanel.tsx'
import { Results } from './Results.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { useSearch } from './useSearch.ts'
import './catalog.css'
import './search.css'

/** Finds products; the search stands in the address. */
export default function SearchPage({ query }: PageProps) {
  const criteria = readCriteria(query)
  const collections = useLoad(listCollections, [])
  const search = useSearch(criteria)
  const [selected, setSelected] = useState<ReadonlyMap<string, Product>>(new Map())
  const [pointed, setPointed] = useState<string>()
  const [open, setOpen] = useState(false)
  const show = (wanted: Criteria) => {
    setOpen(false)
    go(`#/search?${writeCriteria(wanted)}`)
  }
  const toggle = (products: readonly Product[], on: boolean) => {
    const next = new Map(selected)
    for (const product of products) {
      if (on) next.set(keyOf(product), product)
      else next.delete(keyOf(product))
    }
    setSelected(next)
  }
  const titles = new Map(collections.value?.map(collection => [collection.id, collection.title]))
  const filters = filterCount(criteria)
  const properties = propertyNames(search.products)
  return (
    <Page title={criteria.collection ? (titles.get(criteria.collection) ?? criteria.collection) : t('search.title')}>
      <div class="search-layout">
        <div class="search-side">
          <button class="button filters-toggle" aria-expanded={open} aria-controls="filters" onClick={() => setOpen(!open)}>
            {filters > 0 ? t('search.filters.n', { n: filters }) : t('search.filters')}
          </button>
          <div id="filters" class="filters" data-open={open || undefined}>
            <FilterForm key={writeCriteria(criteria).toString()} criteria={criteria} collections={collections.value ?? []} properties={properties} onSearch={show} />
          </div>
        </div>
        <div class="search-main">
          <FilterChips criteria={criteria} titles={titles} onSearch={show} />
          <MapPanel products={search.products} box={criteria.box} pointed={pointed} onPoint={setPointed} onBox={box => show({ ...criteria, box })} />
          <Results criteria={criteria} search={search} titles={titles} selected={selected} pointed={pointed} onPoint={setPointed} onToggle={toggle} />
        </div>
      </div>
      <SelectionBar selected={[...selected.values()]} onClear={() => setSelected(new Map())} />
    </Page>
  )
}

/** The names of what the products shown can be searched by. */
function propertyNames(products: readonly Product[]): readonly string[] {
  const names = new Set(products.flatMap(product => Object.keys(product.properties)))
  return [...names].filter(name => !name.startsWith('storage:') && name !== 'title').sort()
}
