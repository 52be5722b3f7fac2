import { readBox, type Box } from './criteria.ts'
import { record, text } from './product.ts'

/** A collection of products. */
export interface Collection {
  readonly id: string
  readonly title: string
  /** Nothing if it only repeats the title. */
  readonly description: string | undefined
  readonly keywords: readonly string[]
  readonly license: string | undefined
  /** Where its products lie; nothing if it says no more than: somewhere on Earth. */
  readonly box: Box | undefined
  /** First and last instant; either can be open. */
  readonly first: string | undefined
  readonly last: string | undefined
  /** What it holds, if that was asked for and is known. */
  readonly holdings: CollectionHoldings | undefined
}

/** What a collection holds, as its import found it. */
export interface CollectionHoldings {
  readonly products: number
  /** Its files; nothing for one that was imported before they were counted. */
  readonly size: CollectionSize | undefined
}

/** The files of a collection that can be ordered. */
export interface CollectionSize {
  readonly files: number
  readonly bytes: number
  /** How many of the files are of unknown size: then all of them have at least so many bytes. */
  readonly unsized: number
  readonly archivedBytes: number
}

/** Reads a STAC collection. */
export function fromStacCollection(document: unknown): Collection {
  const read = record(document)
  const id = text(read['id']) ?? ''
  const title = text(read['title']) ?? id
  const description = text(read['description'])
  const extent = record(read['extent'])
  const held = record(read['archive:holdings'])
  const told = list(list(record(extent['temporal'])['interval'])[0])
  // A document that knows no extent has an open one: then that of the products says more.
  const interval = text(told[0]) ?? text(told[1]) ? told : list(held['interval'])
  const box = earthly(list(list(record(extent['spatial'])['bbox'])[0])) ?? earthly(list(held['bbox']))
  const license = text(read['license'])
  return {
    id,
    title,
    description: description === title || description === id ? undefined : description,
    keywords: list(read['keywords']).filter(word => typeof word === 'string'),
    license: license === 'other' || license === 'various' ? undefined : license,
    box,
    first: text(interval[0]),
    last: text(interval[1]),
    holdings: readHoldings(read['archive:holdings']),
  }
}

/** A box, if it says more than: somewhere on Earth. */
function earthly(numbers: readonly unknown[]): Box | undefined {
  const box = readBox(numbers.join(','))
  return box?.join() === '-180,-90,180,90' ? undefined : box
}

function readHoldings(value: unknown): CollectionHoldings | undefined {
  const { items, files, bytes, unsized, archived } = record(value)
  if (typeof items !== 'number') return undefined
  const archivedBytes = record(archived)['bytes']
  const known = typeof files === 'number' && typeof bytes === 'number' && typeof unsized === 'number' && typeof archivedBytes === 'number'
  return { products: items, size: known ? { files, bytes, unsized, archivedBytes } : undefined }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
