import { useState } from 'preact/hooks'
import { go } from '../../app/router.ts'
import { useLoad } from '../../app/useLoad.ts'
import { listCollections } from '../../catalog/collections.ts'
import { everything, writeCriteria } from '../../catalog/criteria.ts'
import { Busy } from '../../components/Busy.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Page } from '../../components/Page.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { t } from '../../i18n/i18n.ts'
import { CollectionCard } from './CollectionCard.tsx'
import './catalog.css'

/** The first page: what can be ordered. */
export default function CollectionsPage() {
  const collections = useLoad(listCollections, [])
  if (collections.value?.length === 0) return <Empty title={t('catalog.empty')} hint={t('catalog.empty.hint')} />
  return (
    <Page title={t('catalog.title')} lead={t('catalog.lead')}>
      <SearchLine />
      <ProblemBox problem={collections.problem} retry={collections.reload} />
      {!collections.value && collections.loading && <Busy />}
      <ul class="cards">
        {collections.value?.map(collection => <li key={collection.id}><CollectionCard collection={collection} /></li>)}
      </ul>
    </Page>
  )
}

function SearchLine() {
  const [text, setText] = useState('')
  const search = (event: Event) => {
    event.preventDefault()
    go(`#/search?${writeCriteria({ ...everything, text })}`)
  }
  return (
    <form class="search-line" role="search" onSubmit={search}>
      <input type="search" aria-label={t('catalog.words')} placeholder={t('catalog.words')} value={text} onInput={event => setText(event.currentTarget.value)} />
      <button class="button primary">{t('catalog.search')}</button>
    </form>
  )
}
