import { useEffect } from 'preact/hooks'
import { notice } from '../app/notices.ts'
import { place } from '../app/router.ts'
import { t } from '../i18n/i18n.ts'

/** Shows what was done, and reads it aloud. */
export function NoticeBar() {
  const said = notice.value
  const arrived = said?.link?.href === `#${place.value.path}`
  useEffect(() => {
    // Whoever has come where the notice leads needs it no more.
    if (arrived) notice.value = undefined
  }, [arrived])
  return (
    <div class="notices" role="status">
      {said && (
        <div class="notice">
          <span>{said.text}</span>
          {said.link && <a class="button primary" href={said.link.href}>{said.link.text}</a>}
          <button class="button quiet" onClick={() => (notice.value = undefined)}>{t('action.close')}</button>
        </div>
      )}
    </div>
  )
}
