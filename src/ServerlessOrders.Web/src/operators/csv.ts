import type { OrderStatus } from '../api/types.ts'
import { statuses } from '../orders/status.ts'

/** What the charts need of an order. */
export interface OrderFigures {
  readonly created: Date
  readonly status: OrderStatus
  /** When its first file could be fetched; nothing if none could yet. */
  readonly first: Date | undefined
  readonly bytes: number
}

/** Reads the CSV of orders (`;` between cells, quotes around those that need them). Lines that are none are left out. */
export function readOrders(csv: string): readonly OrderFigures[] {
  const [head, ...lines] = rows(csv)
  const column = (name: string) => head?.indexOf(name) ?? -1
  const [created, status, first, bytes] = ['CREATION_DATE', 'STATUS', 'FIRST_FILE_DATE', 'FILES_SIZE'].map(column) as [number, number, number, number]
  return lines.flatMap(cells => {
    const known = statuses.find(name => name === cells[status])
    const ready = cells[first]
    return known ? [{ created: new Date(cells[created] ?? ''), status: known, first: ready ? new Date(ready) : undefined, bytes: Number(cells[bytes]) || 0 }] : []
  })
}

function rows(csv: string): readonly (readonly string[])[] {
  const found: string[][] = [[]]
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^;\n]*))(;|\n|$)/g)) {
    found.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\n') found.push([])
    if (end === '') break
  }
  return found.filter(cells => cells.length > 1)
}
