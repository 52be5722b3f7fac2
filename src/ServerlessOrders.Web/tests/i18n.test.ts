import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from '../src/i18n/en/index.ts'
import { fr } from '../src/i18n/fr/index.ts'
import { fill, type Message } from '../src/i18n/messages.ts'

const placeholders = (message: Message): readonly string[] => {
  const texts = typeof message === 'string' ? [message] : Object.values(message)
  return [...new Set(texts.flatMap(text => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '')))].sort()
}

test('every text has the same placeholders and plural forms in French as in English', () => {
  const french: Readonly<Record<string, Message>> = fr
  assert.deepEqual(Object.keys(french).sort(), Object.keys(en).sort())
  for (const [key, message] of Object.entries<Message>(en)) {
    assert.deepEqual(placeholders(french[key] ?? ''), placeholders(message), key)
    assert.equal(typeof french[key], typeof message, key)
  }
})

test('a number is written, and its plural chosen, as the language does', () => {
  const files = { one: '{n} file', other: '{n} files' }
  const fichiers = { one: '{n} fichier', other: '{n} fichiers' }
  assert.equal(fill(files, { n: 0 }, 'en'), '0 files')
  assert.equal(fill(files, { n: 1 }, 'en'), '1 file')
  assert.equal(fill(files, { n: 12345 }, 'en'), '12,345 files')
  assert.equal(fill(fichiers, { n: 0 }, 'fr'), '0 fichier')
  assert.equal(fill(fichiers, { n: 2 }, 'fr'), '2 fichiers')
})

test('a placeholder without a value stays, and a value is never read as one', () => {
  assert.equal(fill('{a} {b}', { a: '{b}' }, 'en'), '{b} {b}')
})
