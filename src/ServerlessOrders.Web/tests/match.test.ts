import assert from 'node:assert/strict'
import { test } from 'node:test'
import { href, matchPath, readPlace } from '../src/app/match.ts'

test('a place that was written is read again, whatever its values hold', () => {
  const fragment = href('/products/:collection/:item', { collection: 'a/b c', item: 'é?#&' }, { q: 'x=1&y' })
  const { path, query } = readPlace(fragment)
  assert.deepEqual(matchPath('/products/:collection/:item', path), { collection: 'a/b c', item: 'é?#&' })
  assert.equal(query.get('q'), 'x=1&y')
})

test('a path of another length, with another word or with an empty value is no match', () => {
  assert.equal(matchPath('/orders/:id', '/orders'), undefined)
  assert.equal(matchPath('/orders/:id', '/basket/1'), undefined)
  assert.equal(matchPath('/orders/:id', '/orders/'), undefined)
  assert.equal(matchPath('/orders/:id', '/orders/%E0%A4%A'), undefined)
})

test('a fragment that is none of the pages is the first page', () => {
  for (const fragment of ['', '#', '#content', '#token=abc']) assert.equal(readPlace(fragment).path, '/')
})
