import { api, read } from '../api/client.ts'
import { fromStacCollection, type Collection } from './collection.ts'
import { record } from './product.ts'

/** All collections, by title. */
export async function listCollections(signal: AbortSignal): Promise<readonly Collection[]> {
  const answer = record(await read(api.GET('/stac/collections', { signal })))
  const collections = Array.isArray(answer['collections']) ? answer['collections'].map(fromStacCollection) : []
  return collections.sort((one, other) => one.title.localeCompare(other.title))
}

/** How many products a collection has, if that is known without counting. */
export async function countProducts(collectionId: string, signal: AbortSignal): Promise<number | undefined> {
  const params = { path: { collectionId }, query: { limit: 1, fields: 'id' } }
  const matched = record(await read(api.GET('/stac/collections/{collectionId}/items', { params, signal })))['numberMatched']
  return typeof matched === 'number' ? matched : undefined
}
