import { t } from '../i18n/i18n.ts'

/** Leads to the pages of a list; shown if there are several. */
export function Pager({ page, pages, href }: { page: number; pages: number; href: (page: number) => string }) {
  if (pages <= 1) return null
  return (
    <nav class="pager" aria-label={t('pager.label')}>
      {page > 0 ? <a class="button" href={href(page - 1)}>{t('pager.before')}</a> : <span />}
      <span class="hint number">{t('pager.of', { page: page + 1, pages })}</span>
      {page + 1 < pages ? <a class="button" href={href(page + 1)}>{t('pager.next')}</a> : <span />}
    </nav>
  )
}
