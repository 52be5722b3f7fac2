import { t } from '../i18n/i18n.ts'

/** Something is on its way. */
export function Busy() {
  return (
    <div class="busy" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>{t('state.loading')}</span>
    </div>
  )
}
