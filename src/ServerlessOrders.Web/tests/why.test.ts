import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import type { Progress } from '../src/api/types.ts'
import { setLanguage } from '../src/i18n/i18n.ts'
import { reasonOf } from '../src/orders/why.ts'

type Cause = Progress['causes'][number]

const description = JSON.parse(readFileSync('../ServerlessOrders/Api/OpenApi/openapi.json', 'utf8')) as { components: { schemas: { ProgressCauseKind: { enum: Cause['kind'][] } } } }
const kinds = description.components.schemas.ProgressCauseKind.enum
const causeOf = (kind: Cause['kind'], many: number): Cause => ({
  kind, files: many, subOrders: 3, slots: 2, orders: many === 1 ? [12] : [12, 14], problem: 'The catalog at \'far.example\' answered 429.', notBefore: '2026-11-26T10:00:00.000Z',
})

after(() => setLanguage('en'))

test('every cause that the service may name has a sentence in each language, with nothing left open', async () => {
  const said = new Map<string, string>()
  for (const language of ['en', 'fr'] as const) {
    await setLanguage(language)
    for (const kind of kinds) {
      for (const many of [1, 2]) {
        const reason = reasonOf({ causes: [causeOf(kind, many)] })
        assert.match(reason, /^\S.*\.$/, kind)
        assert.doesNotMatch(reason, /[{}]|undefined/, kind)
        const key = `${kind} ${many}`
        if (language === 'en') said.set(key, reason)
        else {
          assert.notEqual(reason, said.get(key), `${kind} is English`)
          assert.doesNotMatch(reason, /\b(the|is|are|its|and|for|files|order)\b/i, kind)
        }
      }
    }
  }
})

test('orders are named as a language lists them, and several causes are several sentences', async () => {
  const causes: Cause[] = [{ kind: 'NO_SLOT', slots: 2 }, { kind: 'ORDERS_TO_FETCH', orders: [12, 14] }, { kind: 'ORDERS_IN_PREPARATION', orders: [15] }]
  await setLanguage('en')
  assert.equal(
    reasonOf({ causes }),
    'All places are taken: 2 parts of your orders are prepared or wait to be fetched at a time. '
    + 'Orders 12 and 14 keep their places until their files are fetched: fetch them, or delete them. Order 15 is being prepared.')
  await setLanguage('fr')
  assert.match(reasonOf({ causes }), /Les commandes 12 et 14 gardent leurs places/)
  assert.equal(reasonOf({ causes: [{ kind: 'LISTING_FILES' }] }), 'La sélection est convertie en fichiers.')
})
