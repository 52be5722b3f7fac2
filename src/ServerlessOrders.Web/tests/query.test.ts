import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everything, readCriteria, writeCriteria, type Criteria } from '../src/catalog/criteria.ts'
import { legacyParameters, selectionOfAll, selectionsOf } from '../src/catalog/query.ts'

const full: Criteria = {
  text: 'ice shelf', collection: 'sentinel-2', from: '2026-01-01', to: '2026-01-31', box: [170, -10, -170, 10],
  conditions: [{ property: 'eo:cloud_cover', comparison: 'between', value: '0', upTo: '20' }, { property: 'a "b"', comparison: 'is', value: 'x|y' }], order: '-datetime',
}

test('a search that is written into an address is read from it again', () => {
  assert.deepEqual(readCriteria(new URLSearchParams(writeCriteria(full).toString())), full)
  assert.deepEqual(readCriteria(writeCriteria(everything)), everything)
})

test('what an address holds that is no search is left out', () => {
  const query = new URLSearchParams('from=yesterday&bbox=1,2,3&where=%5B1%5D&where=nonsense&sort=size&bbox=')
  assert.deepEqual(readCriteria(query), everything)
  for (const bbox of ['0,10,1,9', '0,-91,1,0', '181,0,182,1', '0,0,1,', 'a,b,c,d', '0,0,1,1,2,2']) assert.equal(readCriteria(new URLSearchParams({ bbox })).box, undefined, bbox)
})

test('time and place alone are found by the index, and selected in the same way', () => {
  const request = selectionOfAll({ ...full, text: ' ', conditions: [] })
  assert.deepEqual(request, {
    engineType: 'stac',
    searchParameters: { collections: ['sentinel-2'], datetime: ['2026-01-01T00:00:00Z/2026-01-31T23:59:59.999Z'], bbox: ['170', '-10', '-170', '10'] },
  })
  assert.deepEqual(selectionOfAll({ ...everything, to: '2026-01-31' }).searchParameters, { datetime: ['../2026-01-31T23:59:59.999Z'] })
  assert.deepEqual(selectionOfAll(everything), { engineType: 'stac', searchParameters: {} })
})

test('words are looked for in title and id, in the usual spellings, each of them', () => {
  const { q } = legacyParameters({ ...everything, text: 'ice T31' })
  const anywhere = (word: string) => `id:*${word}* OR title:*${word}*`
  assert.deepEqual(q, [['ice', 'ICE', 'Ice'].map(anywhere).join(' OR '), ['T31', 't31'].map(anywhere).join(' OR ')])
})

test('what is written in the query language is asked as it is, beside the other filters', () => {
  const { q } = legacyParameters({ ...everything, collection: 'a', text: 'gsd:10) OR (*:*' })
  assert.deepEqual(q, ['collection:"a"', 'gsd:10) OR (*:*'])
})

test('values cannot become a part of the query language', () => {
  const { q } = legacyParameters({ ...everything, collection: 'a" OR *:*', text: 'x)OR(*', conditions: [{ property: 'p', comparison: 'contains', value: '* OR y' }] })
  assert.equal(q?.[0], String.raw`collection:"a\" OR *:*"`)
  assert.ok(q?.[1]?.startsWith(String.raw`id:*x\)OR\(\**`), q?.[1])
  assert.equal(q?.[2], String.raw`"p":*\*\ OR\ y*`)
})

test('an area across the antimeridian goes on beyond 180 degrees in WKT', () => {
  assert.deepEqual(legacyParameters(full)['g'], ['POLYGON((170 -10, 190 -10, 190 10, 170 10, 170 -10))'])
})

test('products of several collections are selected collection by collection', () => {
  const selections = selectionsOf([{ collection: 'a', id: '1' }, { collection: 'b', id: '1' }, { collection: 'a', id: '2' }])
  assert.deepEqual(selections.map(selection => selection.searchParameters), [{ collections: ['a'], ids: ['1', '2'] }, { collections: ['b'], ids: ['1'] }])
})
