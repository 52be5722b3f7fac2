import type { Criteria } from '../../catalog/criteria.ts'

/** How many filters narrow a search. */
export function filterCount({ text, collection, from, to, box, conditions }: Criteria): number {
  return [text, collection, from, to, box].filter(Boolean).length + conditions.length
}
