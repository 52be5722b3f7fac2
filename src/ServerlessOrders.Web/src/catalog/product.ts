import type { Geometry } from 'geojson'
import type { components } from '../api/schema.d.ts'

type Entity = components['schemas']['Entity']

/** A file of a product, as far as the catalog tells. */
export interface ProductFile {
  readonly key: string
  readonly name: string
  readonly mediaType: string | undefined
  readonly roles: readonly string[]
  readonly bytes: number | undefined
  /** The access tier in the archive, such as `archive`; nothing if it is not known. */
  readonly tier: string | undefined
  /** True for a file outside of the archive's own storage. */
  readonly external: boolean
  /** False for thumbnails and descriptions: they come with the catalog, not with an order. */
  readonly orderable: boolean
}

/** A product that can be ordered: a STAC item, or what REGARDS' catalog search says of one. */
export interface Product {
  readonly collection: string
  readonly id: string
  readonly title: string
  /** One instant, or the first and the last; ISO 8601. */
  readonly times: readonly string[]
  readonly geometry: Geometry | undefined
  readonly properties: Readonly<Record<string, unknown>>
  readonly files: readonly ProductFile[]
}

// Contract section 9: what has the role of a measurement or a preview is ordered, and what has no role.
const orderedRoles = new Set(['data', 'overview', 'visual'])
const keptRoles = new Set(['thumbnail', 'metadata', 'tiles'])

/** The files that an order of a product holds. */
export function orderableFiles(product: Product): readonly ProductFile[] {
  return product.files.filter(file => file.orderable)
}

/** Tells products apart: ids are unique in their collection only. */
export function keyOf({ collection, id }: Pick<Product, 'collection' | 'id'>): string {
  return `${collection}\n${id}`
}

/** The bytes of all files, or nothing if one of them is of unknown size. */
export function bytesOf(files: readonly ProductFile[]): number | undefined {
  let sum = 0
  for (const { bytes } of files) {
    if (bytes === undefined) return undefined
    sum += bytes
  }
  return files.length > 0 ? sum : undefined
}

/** Reads a STAC item (STAC API 1.0, with the storage extension 2). What is missing or of another type is left out. */
export function fromStacItem(item: unknown): Product {
  const read = record(item)
  const properties = record(read['properties'])
  const schemes = record(properties['storage:schemes'])
  const id = text(read['id']) ?? ''
  return {
    collection: text(read['collection']) ?? '',
    id,
    title: text(properties['title']) ?? id,
    times: timesOf(properties),
    geometry: (read['geometry'] ?? undefined) as Geometry | undefined,
    properties,
    files: Object.entries(record(read['assets'])).map(([key, asset]) => fileOfAsset(key, record(asset), schemes)),
  }
}

/** Reads a product of REGARDS' catalog search. */
export function fromEntity(entity: Entity): Product {
  const properties = record(entity.properties)
  return {
    collection: entity.model,
    id: entity.providerId,
    title: entity.label,
    times: timesOf(properties),
    geometry: (entity.geometry ?? undefined) as Geometry | undefined,
    properties,
    files: Object.values(entity.files).flat().map(file => ({
      key: file.reference ? file.filename : (decodeURIComponentSafely(file.uri.split('#')[1] ?? '') ?? file.filename),
      name: file.filename,
      mediaType: file.mimeType,
      roles: [file.dataType],
      bytes: file.filesize ?? undefined,
      tier: undefined,
      external: file.reference,
      orderable: file.dataType === 'RAWDATA' || file.dataType.startsWith('QUICKLOOK'),
    })),
  }
}

function fileOfAsset(key: string, asset: Record<string, unknown>, schemes: Record<string, unknown>): ProductFile {
  const references = texts(asset['storage:refs'])
  const tier = references.map(name => text(record(schemes[name])['tier'])).find(found => found !== undefined)
  const address = text(asset['href']) ?? ''
  const size = asset['file:size']
  const roles = texts(asset['roles'])
  return {
    key,
    name: text(asset['title']) ?? decodeURIComponentSafely(address.split(/[?#]/)[0]?.split('/').pop() ?? '') ?? key,
    mediaType: text(asset['type']),
    roles,
    bytes: typeof size === 'number' ? size : undefined,
    tier,
    external: references.length === 0,
    orderable: roles.some(role => orderedRoles.has(role)) || !roles.some(role => keptRoles.has(role)),
  }
}

/** A product with the sizes that REGARDS' catalog search knows of its files, where its own document does not tell them. */
export function withSizes(product: Product, known: Product | undefined): Product {
  const sizes = new Map(known?.files.map(file => [file.key, file.bytes]))
  return { ...product, files: product.files.map(file => ({ ...file, bytes: file.bytes ?? sizes.get(file.key) })) }
}

function timesOf(properties: Readonly<Record<string, unknown>>): readonly string[] {
  const instant = text(properties['datetime'])
  if (instant) return [instant]
  return [text(properties['start_datetime']), text(properties['end_datetime'])].filter(found => found !== undefined)
}

function decodeURIComponentSafely(address: string): string | undefined {
  try {
    return decodeURIComponent(address) || undefined
  } catch {
    return address || undefined
  }
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(part => typeof part === 'string') : []
}
