import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes, formatShare } from '../src/format/bytes.ts'
import { formatInstant, formatRelative, formatUtc } from '../src/format/time.ts'

test('sizes have decimal units and three digits', () => {
  assert.equal(formatBytes(0, 'en'), '0 bytes')
  assert.equal(formatBytes(1, 'en'), '1 byte')
  assert.equal(formatBytes(999, 'en'), '999 bytes')
  assert.equal(formatBytes(1_234_567, 'en'), '1.23 MB')
  assert.equal(formatBytes(2 ** 52, 'en'), '4.5 PB')
  assert.match(formatBytes(1_500_000_000, 'fr'), /^1,5\sGo$/)
})

test('a share that is neither nothing nor all is never shown as either', () => {
  assert.equal(formatShare(0, 'en'), '0%')
  assert.equal(formatShare(0.0001, 'en'), '1%')
  assert.equal(formatShare(0.9999, 'en'), '99%')
  assert.equal(formatShare(1, 'en'), '100%')
})

test('an instant is told in the zone asked for, and in UTC', () => {
  const instant = new Date('2026-06-30T22:30:05.123Z')
  assert.match(formatInstant(instant, 'fr', 'Europe/Paris'), /1 juil\. 2026.*00:30/)
  assert.equal(formatUtc(instant), '2026-06-30 22:30:05')
})

test('how far away an instant is, is told in the largest unit that fits', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  const after = (seconds: number) => formatRelative(new Date(now.getTime() + seconds * 1000), now, 'en')
  assert.equal(after(3 * 3600), 'in 3 hours')
  assert.equal(after(-2 * 86_400), '2 days ago')
  assert.equal(after(90 * 60), 'in 2 hours')
  assert.equal(after(30), 'in 1 minute')
})
