import type { ItemsSelection } from '../../api/types.ts'
import { readBox } from '../../catalog/criteria.ts'
import { formatBox } from '../../format/place.ts'
import { language, t } from '../../i18n/i18n.ts'

/** A selection in words: which products, when, where, or the query as it is. */
export function describeSelection(request: ItemsSelection['selectionRequest']): string {
  const parameters = request.searchParameters ?? {}
  const ids = parameters['ids'] ?? request.entityIdsToInclude
  const [first] = ids ?? []
  if (ids && first !== undefined) return t('selection.ids', { n: ids.length, first })
  const parts: string[] = []
  const [interval] = parameters['datetime'] ?? []
  if (interval) parts.push(t('selection.time', { interval: days(interval) }))
  const box = readBox((parameters['bbox'] ?? []).join(','))
  if (box) parts.push(t('selection.place', { place: formatBox(box, language()) }))
  const query = (parameters['q'] ?? []).filter(text => text !== '*:*').join(' AND ')
  if (query) parts.push(t('selection.query', { query }))
  const [shape] = parameters['g'] ?? parameters['intersects'] ?? []
  if (shape) parts.push(t('selection.place', { place: shape }))
  if (parts.length > 0) return capital(parts.join(', '))
  return t(parameters['collections'] || request.datasetUrn ? 'selection.collection' : 'selection.all')
}

/** An interval of whole days by its days. */
function days(interval: string): string {
  return interval.split('/').map(end => (end === '..' ? '…' : end.replace(/T(00:00:00|23:59:59\.999)Z$/, ''))).join(' – ')
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language()) + text.slice(1)
}
