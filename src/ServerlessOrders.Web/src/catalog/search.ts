import { api, read } from '../api/client.ts'
import { isIndexed, type Criteria } from './criteria.ts'
import { fromEntity, fromStacItem, record, text, withSizes, type Product } from './product.ts'
import { legacyParameters, stacParameters } from './query.ts'

/** A part of what a search finds. */
export interface Found {
  readonly products: readonly Product[]
  /** How many there are in all, if that is known. */
  readonly matched: number | undefined
  /** What the figures leave out, in the service's words. */
  readonly note: string | undefined
  /** Pass it on for the next part; nothing at the end. */
  readonly next: string | undefined
}

const pageSize = 24

/** Searches by the index where time and place are enough, else by REGARDS' search, which knows words and properties. */
export function findProducts(criteria: Criteria, next: string | undefined, signal: AbortSignal): Promise<Found> {
  return isIndexed(criteria) ? findByIndex(criteria, next, signal) : findByQuery(criteria, next, signal)
}

async function findByIndex(criteria: Criteria, next: string | undefined, signal: AbortSignal): Promise<Found> {
  const { bbox, datetime, collections } = stacParameters(criteria)
  const body = {
    limit: pageSize,
    ...(collections && { collections }),
    ...(datetime && { datetime: datetime[0] }),
    ...(bbox && { bbox: bbox.map(Number) }),
    ...(criteria.order && { sortby: [{ field: 'properties.datetime', direction: criteria.order.startsWith('-') ? 'desc' : 'asc' }] }),
    ...(next && { token: next }),
  }
  const answer = record(await read(api.POST('/stac/search', { body, signal })))
  const features = Array.isArray(answer['features']) ? answer['features'] : []
  const matched = answer['numberMatched']
  return {
    products: features.map(fromStacItem),
    matched: typeof matched === 'number' ? matched : undefined,
    note: undefined,
    next: nextToken(answer),
  }
}

async function findByQuery(criteria: Criteria, next: string | undefined, signal: AbortSignal): Promise<Found> {
  const { q, g } = legacyParameters(criteria)
  const sort = criteria.order && `datetime,${criteria.order.startsWith('-') ? 'desc' : 'asc'}`
  const page = Number(next ?? 0)
  const query = { page, size: pageSize, ...(q && { q }), ...(sort && { sort: [sort] }), ...(g && { g }) }
  const { content, metadata } = await read(api.GET('/engines/legacy/dataobjects/search', { params: { query }, signal }))
  const note = text(record(metadata)['note'])
  return {
    products: content.map(entity => fromEntity(entity.content)),
    matched: note ? undefined : metadata.totalElements,
    note,
    next: page + 1 < metadata.totalPages ? String(page + 1) : undefined,
  }
}

/** One product, with the sizes of its files as far as anybody knows them. */
export async function findProduct(collectionId: string, itemId: string, signal: AbortSignal): Promise<Product> {
  const q = `collection:${JSON.stringify(collectionId)} AND id:${JSON.stringify(itemId)}`
  const [item, page] = await Promise.all([
    read(api.GET('/stac/collections/{collectionId}/items/{itemId}', { params: { path: { collectionId, itemId } }, signal })),
    read(api.GET('/engines/legacy/dataobjects/search', { params: { query: { q: [q], size: 1 } }, signal })),
  ])
  return withSizes(fromStacItem(item), page.content.map(entity => fromEntity(entity.content))[0])
}

function nextToken(answer: Record<string, unknown>): string | undefined {
  const links = Array.isArray(answer['links']) ? answer['links'].map(record) : []
  return text(record(links.find(link => link['rel'] === 'next')?.['body'])['token'])
}
