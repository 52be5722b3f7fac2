import { signal } from '@preact/signals'
import { api, read, readAnswer } from '../api/client.ts'
import type { Basket, FileType, SelectionRequest } from '../api/types.ts'
import { keepSelections, takeKeptSelections } from './kept.ts'

/** The basket as the service last told it; nothing if it is empty or not asked for yet. */
export const basket = signal<Basket | undefined>(undefined)

type BasketAnswer = { readonly content: Basket } | undefined

function show(answer: BasketAnswer): Basket | undefined {
  const told = answer?.content
  basket.value = told && told.datasetSelections.length > 0 ? told : undefined
  return basket.value
}

/** Asks for the basket. */
export async function loadBasket(signal?: AbortSignal): Promise<Basket | undefined> {
  return show(await read(api.GET('/order/basket', signal ? { signal } : {})))
}

/** Puts what was chosen before the sign-in into the basket, and asks for it. */
export async function openBasket(signal: AbortSignal): Promise<Basket | undefined> {
  const kept = takeKeptSelections()
  try {
    await addToBasket(kept)
  } catch (thrown) {
    keepSelections(kept)
    throw thrown
  }
  return loadBasket(signal)
}

/** How many products a basket holds. */
export function productsIn(of: Basket | undefined): number {
  return of?.datasetSelections.reduce((sum, selection) => sum + selection.objectsCount, 0) ?? 0
}

/** Puts selections into the basket, one after the other; false if none of them holds a file that can be ordered. */
export async function addToBasket(selections: readonly SelectionRequest[]): Promise<boolean> {
  let added = false
  for (const body of selections) {
    const { data, response } = await readAnswer(api.POST('/order/basket/selection', { body }))
    if (response.status === 204) continue
    added = true
    show(data)
  }
  return added
}

export async function removeDataset(datasetSelectionId: number): Promise<void> {
  show(await read(api.DELETE('/order/basket/dataset/{datasetSelectionId}', { params: { path: { datasetSelectionId } } })))
}

export async function removeSelection(datasetSelectionId: number, itemsSelectionDate: string): Promise<void> {
  const params = { path: { datasetSelectionId, itemsSelectionDate } }
  show(await read(api.DELETE('/order/basket/dataset/{datasetSelectionId}/{itemsSelectionDate}', { params })))
}

export async function emptyBasket(): Promise<void> {
  await read(api.DELETE('/order/basket'))
  basket.value = undefined
}

/** Which files of a collection are ordered; nothing in both takes the filters away. */
export async function setFileFilters(datasetSelectionId: number, fileTypes: readonly FileType[], fileNamePattern: string): Promise<void> {
  const body = { fileTypes: [...fileTypes], ...(fileNamePattern && { fileNamePattern }) }
  const params = { path: { datasetSelectionId } }
  const filters = fileTypes.length > 0 || fileNamePattern ? { body } : {}
  show(await read(api.PUT('/order/basket/dataset/{datasetSelectionId}/updateFileFilters', { params, ...filters })))
}
