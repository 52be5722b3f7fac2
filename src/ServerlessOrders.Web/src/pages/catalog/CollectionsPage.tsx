import { Page } from '../../components/Page.tsx'
import { t } from '../../i18n/i18n.ts'

export default function CollectionsPage() {
  return <Page title={t('catalog.title')}>{null}</Page>
}
