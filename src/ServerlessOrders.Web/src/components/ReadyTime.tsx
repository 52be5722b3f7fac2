import type { TimeRange } from '../api/types.ts'
import { formatUtc } from '../format/time.ts'
import { formatInstantRange } from '../format/range.ts'
import { language, t } from '../i18n/i18n.ts'

/** When something is estimated to be ready, in the user's zone; UTC stands in the title. */
export function ReadyTime({ estimate }: { estimate: TimeRange }) {
  const [earliest, latest] = [new Date(estimate.earliest), new Date(estimate.latest)]
  return (
    <time dateTime={estimate.latest} title={`${formatUtc(earliest)} – ${t('time.utc', { instant: formatUtc(latest) })}`}>
      {formatInstantRange(earliest, latest, language())}
    </time>
  )
}
