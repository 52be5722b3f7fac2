import type { Order } from '../api/types.ts'

/** The states that a bar of an order shows, in their order. */
export const partStates = ['DOWNLOADED', 'AVAILABLE', 'ERROR', 'PENDING'] as const
export type PartState = (typeof partStates)[number]

/** How many files are in a state, and how large a share of the order's bytes they are. */
export interface Part {
  readonly state: PartState
  readonly files: number
  readonly share: number
}

/**
 * The files of an order by state. Bytes are known of what is prepared and of what is not, so that border is exact; within each side the
 * states share by their number of files. An order without bytes shares by files alone.
 */
export function partsOf(order: Order): readonly Part[] {
  const files = filesOf(order)
  const all = partStates.reduce((sum, state) => sum + files[state], 0)
  if (all === 0) return []
  const prepared = all - files.PENDING
  const { bytesTotal = 0, bytesReady = 0 } = order.progress ?? {}
  const done = bytesTotal > 0 ? bytesReady / bytesTotal : prepared / all
  return partStates
    .map(state => ({ state, files: files[state], share: state === 'PENDING' ? 1 - done : prepared === 0 ? 0 : (done * files[state]) / prepared }))
    .filter(part => part.files > 0)
}

/** Bytes of all files, as the order knows them. */
export function bytesOf(order: Order): number {
  return order.progress?.bytesTotal ?? order.datasetTasks.reduce((sum, task) => sum + task.filesSize, 0)
}

/** Files of the order. */
export function filesCount(order: Order): number {
  return order.datasetTasks.reduce((sum, task) => sum + task.filesCount, 0)
}

function filesOf(order: Order): Readonly<Record<PartState, number>> {
  const by = order.progress?.filesByState
  if (by) {
    const count = (...states: readonly string[]) => states.reduce((sum, state) => sum + (by[state] ?? 0), 0)
    return { DOWNLOADED: count('DOWNLOADED'), AVAILABLE: count('AVAILABLE'), ERROR: count('ERROR', 'DOWNLOAD_ERROR', 'PROCESSING_ERROR'), PENDING: count('PENDING') }
  }
  // Of a list, or finished: what is neither fetchable nor in error nor fetched is still to come, by the share of bytes that is prepared.
  const all = filesCount(order)
  const [available, error] = [order.availableFilesCount, order.filesInErrorCount]
  const open = order.status === 'PENDING' || order.status === 'RUNNING' || order.status === 'PAUSED'
  const pending = open ? Math.min(Math.round(all * (1 - order.percentCompleted / 100)), Math.max(all - available - error, 0)) : 0
  return { DOWNLOADED: Math.max(all - available - error - pending, 0), AVAILABLE: available, ERROR: error, PENDING: pending }
}
