import { Page } from '../../components/Page.tsx'
import { t } from '../../i18n/i18n.ts'

export default function OperatorsPage() {
  return <Page title={t('operators.title')}>{null}</Page>
}
