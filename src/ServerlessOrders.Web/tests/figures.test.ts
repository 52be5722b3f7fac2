import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOrders } from '../src/operators/csv.ts'
import { byDuration, bytesByDay, byStatus } from '../src/operators/figures.ts'

const csv = [
  'ORDER_ID;CREATION_DATE;EXPIRATION_DATE;OWNER;STATUS;STATUS_DATE;PERCENT_COMPLETE;FILES_IN_ERROR;FILES_SIZE;FILES_COUNT;FIRST_FILE_DATE',
  '1;2026-03-01T10:00:00.000Z;;"a;""b""\nc";DONE;2026-03-01T10:00:30.000Z;100;0;1000;1;2026-03-01T10:00:30.000Z',
  '2;2026-03-01T23:59:59.999Z;;ada;DONE;2026-03-03T23:59:59.999Z;100;0;500;1;2026-03-03T23:59:59.999Z',
  '3;2026-03-02T00:00:00.000Z;;ada;RUNNING;2026-03-02T00:00:01.000Z;0;0;7;1;',
  '',
].join('\n')

test('the CSV is read whatever stands in a name', () => {
  assert.deepEqual(readOrders(csv).map(order => [order.status, order.bytes]), [['DONE', 1000], ['DONE', 500], ['RUNNING', 7]])
  assert.deepEqual(readOrders(''), [])
})

test('the figures count each order once, by status, day of UTC, and time', () => {
  const orders = readOrders(csv)
  assert.deepEqual(byStatus(orders), [{ status: 'RUNNING', orders: 1 }, { status: 'DONE', orders: 2 }])
  const days = bytesByDay(orders, 3, new Date('2026-03-02T12:00:00Z'))
  assert.deepEqual(days.map(({ bytes }) => bytes), [0, 1500, 7])
  assert.deepEqual(byDuration(orders), [1, 0, 0, 0, 0, 1])
})
