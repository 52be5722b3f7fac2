import { signal } from '@preact/signals'
import type { Basket } from '../api/types.ts'

/** Products in the basket, for the number beside its name. */
export const basketCount = signal(0)

/** To be told of every basket that the service answers; nothing means an empty one. */
export function countBasket(basket: Basket | undefined): void {
  basketCount.value = basket?.datasetSelections.reduce((sum, selection) => sum + selection.objectsCount, 0) ?? 0
}
