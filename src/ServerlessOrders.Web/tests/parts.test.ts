import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Order } from '../src/api/types.ts'
import { allowedActs } from '../src/orders/allowed.ts'
import { partsOf } from '../src/orders/parts.ts'

const order: Order = {
  id: 7, owner: 'ada', label: 'Coast', creationDate: '', expirationDate: '', percentCompleted: 30, filesInErrorCount: 0, availableFilesCount: 2,
  status: 'RUNNING', statusDate: '', waitingForUser: true, datasetTasks: [{ id: 1, datasetLabel: 'coast', objectsCount: 4, filesCount: 4, filesSize: 100 }],
}

test('the border between what is prepared and what is not lies at the bytes, whatever the number of files', () => {
  const filesByState = { PENDING: 1, AVAILABLE: 2, DOWNLOADED: 0, DOWNLOAD_ERROR: 1, ERROR: 0 }
  const progress = { phase: 'VERIFYING', reason: '', causes: [], blockedBy: [], filesByState, bytesTotal: 100, bytesReady: 30 } satisfies Order['progress']
  assert.deepEqual(partsOf({ ...order, progress }).map(({ state, files, share }) => [state, files, Math.round(share * 100)]), [
    ['AVAILABLE', 2, 20], ['ERROR', 1, 10], ['PENDING', 1, 70],
  ])
})

test('of a finished order, what is neither ready nor in error was fetched', () => {
  assert.deepEqual(partsOf({ ...order, status: 'DONE', availableFilesCount: 1, filesInErrorCount: 1 }).map(({ state, files }) => [state, files]), [
    ['DOWNLOADED', 2], ['AVAILABLE', 1], ['ERROR', 1],
  ])
})

test('an order without files has no bar', () => assert.deepEqual(partsOf({ ...order, datasetTasks: [], availableFilesCount: 0 }), []))

test('what can be done follows from the links; cancelling from that of pausing', () => {
  const links = ['self', 'list', 'download', 'pause', 'extend'].map(rel => ({ rel, href: '' }))
  assert.deepEqual(allowedActs({ content: order, links }), ['pause', 'extend', 'cancel'])
  assert.deepEqual(allowedActs({ content: order, links: [] }), [])
})
