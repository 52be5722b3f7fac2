import { useEffect, useState } from 'preact/hooks'
import { api, read } from '../../api/client.ts'
import type { Order, OrderFile } from '../../api/types.ts'
import { useLoad } from '../../app/useLoad.ts'
import { Busy } from '../../components/Busy.tsx'
import { Heard } from '../../components/Heard.tsx'
import { ProblemBox } from '../../components/ProblemBox.tsx'
import { Bytes } from '../../components/Quantities.tsx'
import { t } from '../../i18n/i18n.ts'
import { downloadFile } from '../../orders/download.ts'

const size = 50
const tones: Readonly<Record<OrderFile['state'], string>> = {
  PENDING: '', AVAILABLE: 'accent', DOWNLOADED: 'good', DOWNLOAD_ERROR: 'bad', PROCESSING_ERROR: 'bad', ERROR: 'bad',
}

interface FilesProps {
  readonly order: Order
  readonly task: Order['datasetTasks'][number]
  readonly attempt: (act: () => Promise<unknown>) => Promise<void>
}

/** The files of one collection in the order, with their states; read when they are looked at, and again when the order has changed. */
export function OrderFiles({ order, task, attempt }: FilesProps) {
  const [open, setOpen] = useState(false)
  return (
    <details class="card order-files" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>{task.datasetLabel}</h2>
        <span class="hint">{t('unit.files', { n: task.filesCount })}, <Bytes value={task.filesSize} /></span>
      </summary>
      {open && <FileTable order={order} task={task} attempt={attempt} />}
    </details>
  )
}

function FileTable({ order, task, attempt }: FilesProps) {
  const [page, setPage] = useState(0)
  const load = (signal: AbortSignal) => {
    const params = { path: { orderId: order.id, datasetId: task.id }, query: { page, size } }
    return read(api.GET('/orders/{orderId}/dataset/{datasetId}/files', { params, signal }))
  }
  const version = `${order.statusDate} ${order.percentCompleted} ${order.availableFilesCount} ${order.filesInErrorCount}`
  const files = useLoad(load, [page, version])
  useEffect(() => setPage(0), [task.id])
  if (!files.value) return files.problem ? <ProblemBox problem={files.problem} retry={files.reload} /> : <Busy />
  const pages = files.value.metadata.totalPages
  return (
    <>
      <ProblemBox problem={files.problem} retry={files.reload} />
      {files.value.content.length === 0 && <p class="hint">{t('files.none')}</p>}
      <ul class="file-list">
        {files.value.content.map(({ content }) => <FileRow key={content.id} file={content} attempt={attempt} />)}
      </ul>
      {pages > 1 && (
        <div class="pager">
          <button class="button" disabled={page === 0} onClick={() => setPage(page - 1)}>{t('files.before')}</button>
          <span class="hint number">{t('pager.of', { page: page + 1, pages })}</span>
          <button class="button" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>{t('files.next')}</button>
        </div>
      )}
    </>
  )
}

function FileRow({ file, attempt }: { file: OrderFile; attempt: FilesProps['attempt'] }) {
  const { id, filename, filesize, state, downloadError, online } = file
  return (
    <li>
      <span class="file-name">{filename}</span>
      {filesize !== undefined && <Bytes value={filesize} />}
      <span class={`chip ${tones[state]}`}>{t(`file.${state}`)}</span>
      {(state === 'AVAILABLE' || state === 'DOWNLOADED') && online && (
        <button class="button quiet" aria-label={t('files.download', { name: filename })} onClick={() => void attempt(() => downloadFile(file.orderId, id))}>{t('files.fetch')}</button>
      )}
      {downloadError && <span class="wrong"><Heard words={downloadError} /></span>}
    </li>
  )
}
