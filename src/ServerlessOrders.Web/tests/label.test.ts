import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setLanguage } from '../src/i18n/i18n.ts'
import { labelOf } from '../src/orders/label.ts'

after(() => setLanguage('en'))

test('a name that the service has given is told in the language, and one that somebody has given as it is', async () => {
  await setLanguage('fr')
  assert.equal(labelOf({ label: 'Order of 2026/11/26 at 15:45:06' }), 'Commande du 2026/11/26 à 15:45:06 UTC')
  assert.equal(labelOf({ label: 'Generated order 2026-11-26T15:45:06.000Z' }), 'Commande automatique 2026-11-26T15:45:06.000Z')
  assert.equal(labelOf({ label: 'Order of 2026/11/26 at noon' }), 'Order of 2026/11/26 at noon')
  await setLanguage('en')
  assert.equal(labelOf({ label: 'Order of 2026/11/26 at 15:45:06' }), 'Order of 2026/11/26 at 15:45:06')
})
