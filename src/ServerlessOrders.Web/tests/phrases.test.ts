import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { phrases as english } from '../src/i18n/en/phrases.ts'
import { phrases as french } from '../src/i18n/fr/phrases.ts'
import { translate } from '../src/i18n/phrases.ts'

const service = join(process.cwd(), '../ServerlessOrders')
const sources = (folder: string): readonly string[] =>
  readdirSync(join(service, folder), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.cs')).map(name => readFileSync(join(service, folder, name), 'utf8'))

test('every sentence that has a translation is one that the service says', () => {
  // Sentences stand in the code in several parts: with values between them, or put together of two.
  const said = ['Api', 'Baskets', 'Catalog', 'Downloads', 'Http', 'Maintenance', 'Orders', 'Outbound', 'Security', 'SubOrders', 'Workflow'].flatMap(sources)
    .join('\n').replaceAll('\\"', '"').replaceAll('\\\\', '\\').replaceAll(/"\s*\+\s*\$?"/g, '')
  for (const words of Object.keys(french)) {
    const parts = words.split(/\{\w+\}|(?<=\.) /).map(part => part.trim()).filter(part => /\w{2}/.test(part))
    for (const part of parts) assert.ok(said.includes(part), `No longer said: "${part}" of "${words}"`)
  }
})

test('every name that the service gives to a refusal has words in both languages', () => {
  const names = ['Orders', 'Baskets', 'Downloads'].flatMap(sources).filter(source => !source.includes('class OrderCsv'))
    .flatMap(source => [...source.matchAll(/"([A-Z]{2,}(?:_[A-Z]{2,}){2,})"/g)].map(match => match[1] ?? ''))
  assert.ok(names.length > 10)
  for (const name of names) {
    assert.ok(name in english, `No English words for ${name}`)
    assert.ok(name in french, `No French words for ${name}`)
  }
})

test('a sentence is translated with its values, and the sentences in them', () => {
  assert.equal(
    translate('No file could be prepared, of 12. a.tif: The file has 10 bytes, the catalog says 12', french),
    'Aucun fichier n’a pu être préparé, sur 12. a.tif : Le fichier a 10 octets, le catalogue en indique 12')
  assert.equal(
    translate('\'warm\' cannot be compared with \'gsd\', which is a number (\'10\' in product \'s1\').', french),
    '« warm » ne se compare pas à « gsd », qui est un nombre (« 10 » dans le produit « s1 »).')
  assert.equal(translate('ORDER_MUST_BE_PAUSED', english), english.ORDER_MUST_BE_PAUSED)
  assert.equal(translate('Nobody has said this.', french), undefined)
})

test('a value cannot be read as a placeholder, or as a part of the pattern', () => {
  assert.equal(translate('There is no order {id}.', french), 'Il n’y a pas de commande {id}.')
  assert.equal(translate('The host \'$&\' cannot be found', french), 'L’hébergeur « $& » est introuvable')
})
