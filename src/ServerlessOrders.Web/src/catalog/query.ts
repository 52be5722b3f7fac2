import type { SelectionRequest } from '../api/types.ts'
import { isIndexed, type Box, type Condition, type Criteria } from './criteria.ts'

type Parameters = Record<string, string[]>

/** The parameters of a STAC search (contract section 10), for what an index finds: collection, time and place. */
export function stacParameters({ collection, from, to, box }: Criteria): Parameters {
  // RFC 3339 wants instants: the first of the first day, and the last millisecond of the last.
  const interval = from || to ? [`${from ? `${from}T00:00:00Z` : '..'}/${to ? `${to}T23:59:59.999Z` : '..'}`] : []
  return present({ collections: collection ? [collection] : [], datetime: interval, bbox: box ? box.map(String) : [] })
}

/** The parameters of REGARDS' search (contract section 9), for words and properties. */
export function legacyParameters(criteria: Criteria): Parameters {
  const { collection, from, to, box, text, conditions } = criteria
  const parts = [
    ...(collection ? [`collection:${quoted(collection)}`] : []),
    ...(from || to ? [`datetime:[${from || '*'} TO ${to || '*'}]`] : []),
    ...wordsQuery(text),
    ...conditions.map(conditionQuery),
  ]
  // Each is a query of its own, and all are to be met: what was typed cannot change the meaning of the others.
  return present({ q: parts.length > 0 ? parts : ['*:*'], g: box ? [boxWkt(box)] : [] })
}

/** What goes into the basket to have all that is found. */
export function selectionOfAll(criteria: Criteria): SelectionRequest {
  return isIndexed(criteria)
    ? { engineType: 'stac', searchParameters: stacParameters(criteria) }
    : { engineType: 'legacy', searchParameters: legacyParameters(criteria) }
}

/** What goes into the basket to have some products: one request for each collection, as ids are unique in theirs only. */
export function selectionsOf(products: readonly { readonly collection: string; readonly id: string }[]): readonly SelectionRequest[] {
  const byCollection = new Map<string, string[]>()
  for (const { collection, id } of products) byCollection.set(collection, [...(byCollection.get(collection) ?? []), id])
  return [...byCollection].map(([collection, ids]) => ({ engineType: 'stac', searchParameters: { collections: [collection], ids } }))
}

/**
 * Words are looked for in title and id, each anywhere. The search tells capital letters apart, a reader does not want to: so the usual
 * spellings are all asked for. What holds a colon or a quote is the query language itself and stays as it is.
 */
function wordsQuery(text: string): string[] {
  const wanted = text.trim()
  if (wanted === '') return []
  if (/[:"]/.test(wanted)) return [wanted]
  return wanted.split(/\s+/).map(word => {
    const lower = word.toLowerCase()
    const spellings = new Set([word, lower, word.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)])
    const anywhere = [...spellings].flatMap(spelling => ['id', 'title'].map(field => `${field}:*${escaped(spelling)}*`))
    return anywhere.join(' OR ')
  })
}

function conditionQuery({ property, comparison, value, upTo }: Condition): string {
  const field = quoted(property)
  switch (comparison) {
    case 'is':
      return `${field}:${quoted(value)}`
    case 'contains':
      return `${field}:*${escaped(value)}*`
    case 'least':
      return `${field}:[${bound(value)} TO *]`
    case 'most':
      return `${field}:[* TO ${bound(value)}]`
    case 'between':
      return `${field}:[${bound(value)} TO ${bound(upTo ?? '')}]`
  }
}

/** A bound of a range: without quotes a number or a time is compared as one. */
function bound(value: string): string {
  const given = value.trim()
  return given === '' ? '*' : escaped(given)
}

function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`
}

/** Whatever the query language has a meaning for is text here. */
function escaped(value: string): string {
  return value.replace(/[^\p{L}\p{N}_.:-]/gu, '\\$&')
}

/** The box as WKT; one across the antimeridian goes on beyond 180 degrees. */
function boxWkt([west, south, east, north]: Box): string {
  const end = east < west ? east + 360 : east
  return `POLYGON((${west} ${south}, ${end} ${south}, ${end} ${north}, ${west} ${north}, ${west} ${south}))`
}

function present(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, values]) => values.length > 0))
}
