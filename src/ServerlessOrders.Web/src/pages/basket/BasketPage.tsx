import { Page } from '../../components/Page.tsx'
import { t } from '../../i18n/i18n.ts'

export default function BasketPage() {
  return <Page title={t('basket.title')}>{null}</Page>
}
