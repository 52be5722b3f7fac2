import { useState } from 'preact/hooks'
import type { OrderResource } from '../../api/types.ts'
import { session } from '../../auth/session.ts'
import { CopyText } from '../../components/CopyText.tsx'
import { t } from '../../i18n/i18n.ts'
import { commandsFor } from '../../orders/commands.ts'
import { downloadAgain, downloadWhole, save } from '../../orders/download.ts'
import { partsOf } from '../../orders/parts.ts'
import { isGone } from '../../orders/status.ts'

/** The ways to the files: one ZIP, a list for download managers, commands, STAC. */
export function OrderDownloads({ resource, attempt }: { resource: OrderResource; attempt: (act: () => Promise<unknown>) => Promise<void> }) {
  const { id, status, availableFilesCount } = resource.content
  const [commands, setCommands] = useState(false)
  const ready = resource.links.some(link => link.rel === 'download')
  const again = resource.links.find(link => link.rel === 'download-again')
  const ended = status === 'DONE' || status === 'DONE_WITH_WARNING'
  const fetched = partsOf(resource.content).some(part => part.state === 'DOWNLOADED')
  const listed = ready || status === 'RUNNING' || (ended && fetched)
  if (isGone(status) || status === 'FAILED') return null
  return (
    <section class="card order-downloads" aria-labelledby="order-downloads">
      <h2 id="order-downloads">{t('downloads.title')}</h2>
      <p class="hint" role="status">{ready ? t('downloads.ready', { n: availableFilesCount }) : t(!ended ? 'downloads.none' : fetched ? 'downloads.fetched' : 'downloads.nothing')}</p>
      <div class="actions">
        {ready && <button class="button primary" onClick={() => void attempt(() => downloadWhole(id, 'download'))}>{t('downloads.zip')}</button>}
        {!ready && again && <button class="button" onClick={() => void attempt(() => downloadAgain(id, again.href))}>{t('downloads.again')}</button>}
        {listed && <button class="button" onClick={() => void attempt(() => downloadWhole(id, 'metalink'))}>{t('downloads.metalink')}</button>}
        {listed && <button class="button" onClick={() => void attempt(() => save(`/user/orders/${id}/stac`, `order-${id}.json`))}>{t('downloads.stac')}</button>}
      </div>
      {listed && <p class="hint">{t('downloads.what')}</p>}
      {listed && (
        <details class="commands" open={commands} onToggle={event => setCommands(event.currentTarget.open)}>
          <summary>{t('downloads.commands')}</summary>
          {commands && (
            <>
              <p class="hint">{t('downloads.commands.hint')}</p>
              <CopyText text={`export ORDERS_TOKEN=${session.value?.token ?? ''}`} shown="export ORDERS_TOKEN=…" label={t('downloads.token')} />
              {commandsFor(id).map(({ program, text }) => (
                <div key={program}>
                  <h3>{program}</h3>
                  <CopyText text={text} label={t('downloads.command', { program })} />
                </div>
              ))}
            </>
          )}
        </details>
      )}
    </section>
  )
}
