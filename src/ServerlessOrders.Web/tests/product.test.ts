import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOf, fromStacItem, orderableFiles, withSizes } from '../src/catalog/product.ts'
import { fromStacCollection } from '../src/catalog/collection.ts'
import { boundsOf, move, viewOf, wholeEarth, wound } from '../src/pages/catalog/map/view.ts'
import { readClaims, looksLikeToken } from '../src/auth/claims.ts'
import { messagesOf } from '../src/api/problem.ts'

test('a collection is read with what it holds, as far as that is known', () => {
  const held = (holdings: unknown) => fromStacCollection({ id: 'c', 'archive:holdings': holdings }).holdings
  const known = { items: 2, files: 3, bytes: 10, unsized: 1, archived: { files: 1, bytes: 4 } }

  assert.deepEqual(held(known), { products: 2, size: { files: 3, bytes: 10, unsized: 1, archivedBytes: 4 } })
  assert.deepEqual(held({ items: 2 }), { products: 2, size: undefined })
  assert.equal(held({ items: 'two' }), undefined)

  const placed = fromStacCollection({ id: 'c', 'archive:holdings': { items: 1, interval: ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'], bbox: [1, 2, 3, 4] } })
  assert.deepEqual([placed.first, placed.last, placed.box], ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', [1, 2, 3, 4]])
})

const item = {
  id: 'a/b', collection: 'c', geometry: null,
  properties: { start_datetime: '2026-01-01T00:00:00Z', end_datetime: '2026-01-02T00:00:00Z', 'storage:schemes': { cold: { tier: 'archive' } } },
  assets: {
    B02: { href: 'x/B%2002.tif?sig=1', 'file:size': 10, 'storage:refs': ['cold'] },
    thumb: { href: 'https://other/t.png', roles: ['thumbnail'] },
    bad: null,
  },
}

test('a STAC item is read with its tier, its names and what can be ordered', () => {
  const product = fromStacItem(item)
  assert.deepEqual(product.times, ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'])
  assert.equal(product.title, 'a/b')
  const [file] = product.files
  assert.deepEqual([file?.name, file?.tier, file?.bytes, file?.external, file?.orderable], ['B 02.tif', 'archive', 10, false, true])
  assert.deepEqual(orderableFiles(product).map(({ key }) => key), ['B02', 'bad'])
})

test('sizes that the document lacks are filled in, and an unknown one leaves the sum unknown', () => {
  const product = fromStacItem(item)
  assert.equal(bytesOf(product.files), undefined)
  const known = { ...product, files: product.files.map(file => ({ ...file, bytes: 5 })) }
  assert.equal(bytesOf(withSizes(product, known).files), 10 + 5 + 5)
})

test('a document that is none gives an empty product or collection, not an error', () => {
  for (const nothing of [null, 1, 'x', [], {}, { assets: [], properties: 3, extent: { spatial: { bbox: 'x' } } }]) {
    assert.equal(fromStacItem(nothing).id, '')
    assert.equal(fromStacCollection(nothing).box, undefined)
  }
})

test('a polygon wound either way covers the same small area', () => {
  const ring = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
  for (const coordinates of [[ring], [ring.toReversed()]]) {
    const [west, south, east, north] = boundsOf([{ type: 'Polygon', coordinates }]) ?? []
    assert.deepEqual([west, south, east].map(value => Math.round(value ?? NaN)), [0, 0, 10])
    assert.ok(north !== undefined && north >= 10 && north < 10.1)
  }
  assert.deepEqual(wound({ type: 'Point', coordinates: [1, 2] }), { type: 'Point', coordinates: [1, 2] })
})

test('a view stays on Earth, and one across the antimeridian is around it', () => {
  assert.equal(move(wholeEarth, { factor: 0.1 }).zoom, 1)
  assert.ok(Math.abs(move({ longitude: 179, latitude: 0, zoom: 4 }, { east: 2 }).longitude + 179) < 1e-9)
  assert.ok(move({ longitude: 0, latitude: 0, zoom: 4 }, { north: 500 }).latitude < 90)
  assert.equal(Math.abs(viewOf([170, -10, -170, 10]).longitude), 180)
})

test('a token is read without being trusted, and text that is none is told', () => {
  const part = Buffer.from(JSON.stringify({ email: 'zoë@example.org', role: 'ADMIN', exp: 1 })).toString('base64url')
  assert.deepEqual(readClaims(`x.${part}.y`), { name: 'zoë@example.org', role: 'ADMIN', tenant: undefined, expires: new Date(1000) })
  assert.equal(looksLikeToken(`x.${part}.y`), true)
  for (const text of ['', 'a.b.c', '..', `x.${Buffer.from('[]').toString('base64url')}.y`]) assert.equal(looksLikeToken(text), false, text)
})

test('the words of an error are found in every form that the service has', () => {
  assert.deepEqual(messagesOf({ messages: ['a', 1, 'b'] }), ['a', 'b'])
  assert.deepEqual(messagesOf({ code: 'BadRequest', description: 'c' }), ['c'])
  assert.deepEqual(messagesOf({ content: { message: 'd' } }), ['d'])
  for (const other of [null, undefined, '', 3, {}]) assert.deepEqual(messagesOf(other), [])
})
