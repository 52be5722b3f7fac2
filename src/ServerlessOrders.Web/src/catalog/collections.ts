import { api, read } from '../api/client.ts'
import { fromStacCollection, type Collection } from './collection.ts'
import { record } from './product.ts'

/** All collections, by title. */
export async function listCollections(signal: AbortSignal): Promise<readonly Collection[]> {
  const answer = record(await read(api.GET('/stac/collections', { signal })))
  const collections = Array.isArray(answer['collections']) ? answer['collections'].map(fromStacCollection) : []
  return collections.sort((one, other) => one.title.localeCompare(other.title))
}

/** One collection, with what it holds. */
export async function findCollection(collectionId: string, signal: AbortSignal): Promise<Collection> {
  return fromStacCollection(await read(api.GET('/stac/collections/{collectionId}', { params: { path: { collectionId } }, signal })))
}
