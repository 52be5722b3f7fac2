import { Page } from '../../components/Page.tsx'
import { t } from '../../i18n/i18n.ts'

export default function OrderPage() {
  return <Page title={t('orders.title')}>{null}</Page>
}
