/** West, south, east, north in degrees; a west greater than the east crosses the antimeridian (RFC 7946 section 5.2). */
export type Box = readonly [west: number, south: number, east: number, north: number]

/** How a condition compares a property with its value. */
export const comparisons = ['is', 'contains', 'least', 'most', 'between'] as const
export type Comparison = (typeof comparisons)[number]

/** A condition on one property of a product, such as `eo:cloud_cover` at most 20. */
export interface Condition {
  readonly property: string
  readonly comparison: Comparison
  readonly value: string
  /** The upper end of `between`. */
  readonly upTo?: string
}

/** In what order products are shown; none is the catalog's own. */
export const orders = ['', '-datetime', 'datetime'] as const
export type ProductOrder = (typeof orders)[number]

/** What is looked for. It stands in the address of the page, so that a search can be kept and sent to others. */
export interface Criteria {
  readonly text: string
  readonly collection: string
  /** Days, `2026-01-31`, in UTC; the last one belongs to it. */
  readonly from: string
  readonly to: string
  readonly box: Box | undefined
  readonly conditions: readonly Condition[]
  readonly order: ProductOrder
}

export const everything: Criteria = { text: '', collection: '', from: '', to: '', box: undefined, conditions: [], order: '' }

/** True if only words and properties are left out: time and place are what an index finds. */
export function isIndexed(criteria: Criteria): boolean {
  return criteria.text.trim() === '' && criteria.conditions.length === 0
}

/** Reads what `writeCriteria` writes; what cannot be read is left out. */
export function readCriteria(query: URLSearchParams): Criteria {
  const order = query.get('sort') ?? ''
  return {
    text: query.get('q') ?? '',
    collection: query.get('collection') ?? '',
    from: day(query.get('from')),
    to: day(query.get('to')),
    box: readBox(query.get('bbox') ?? ''),
    conditions: query.getAll('where').map(readCondition).filter(condition => condition !== undefined),
    order: orders.find(known => known === order) ?? '',
  }
}

/** The query of the page's address. */
export function writeCriteria(criteria: Criteria): URLSearchParams {
  const query = new URLSearchParams()
  const put = (name: string, value: string) => value !== '' && query.append(name, value)
  put('q', criteria.text.trim())
  put('collection', criteria.collection)
  put('from', criteria.from)
  put('to', criteria.to)
  put('bbox', criteria.box?.join(',') ?? '')
  for (const condition of criteria.conditions) query.append('where', JSON.stringify(writeCondition(condition)))
  put('sort', criteria.order)
  return query
}

/** Reads `west,south,east,north`; nothing if it is no box on Earth. */
export function readBox(written: string): Box | undefined {
  const [west, south, east, north, ...rest] = written.split(',').map(part => (part.trim() === '' ? NaN : Number(part)))
  if (west === undefined || south === undefined || east === undefined || north === undefined || rest.length > 0) return undefined
  const onEarth = Math.abs(west) <= 180 && Math.abs(east) <= 180 && south >= -90 && north <= 90 && south <= north
  return onEarth ? [west, south, east, north] : undefined
}

function day(written: string | null): string {
  return written !== null && /^\d{4}-\d{2}-\d{2}$/.test(written) ? written : ''
}

function writeCondition({ property, comparison, value, upTo }: Condition): readonly string[] {
  return upTo === undefined ? [property, comparison, value] : [property, comparison, value, upTo]
}

function readCondition(written: string): Condition | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(written)
  } catch {
    return undefined
  }
  if (!Array.isArray(parts) || !parts.every(part => typeof part === 'string')) return undefined
  const [property, comparison, value, upTo] = parts
  const known = comparisons.find(name => name === comparison)
  if (!property || !known || value === undefined) return undefined
  return { property, comparison: known, value, ...(upTo === undefined ? {} : { upTo }) }
}
