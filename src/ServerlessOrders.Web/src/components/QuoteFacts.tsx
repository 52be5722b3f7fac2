import type { OrderQuote } from '../api/types.ts'
import { formatShare } from '../format/bytes.ts'
import { language, t } from '../i18n/i18n.ts'
import { Heard } from './Heard.tsx'
import { Holdings } from './Holdings.tsx'
import { Bytes, Count, Instant } from './Quantities.tsx'
import { ReadyTime } from './ReadyTime.tsx'

/** So many of the files that cannot be delivered a quote names. */
const mostUnavailable = 100

/**
 * What an order would be: how much, from where, ready when, kept until when, and what it could not deliver.
 * The quote of a selection is that of an automatic order, which is kept for hours; from the basket, to which a product goes, it is days.
 */
export function QuoteFacts({ quote, ofBasket }: { quote: OrderQuote, ofBasket: boolean }) {
  const { files, bytes, subOrders, external, estimate, largestFile, unavailable, limits, note } = quote
  const archived = quote.archived ?? { files: 0, bytes: 0 }
  return (
    <div class="quote">
      <Holdings quote={quote} />
      <dl class="figures">
        <Figure name={t('quote.files')}><Count value={files} /></Figure>
        <Figure name={t('quote.size')}>{bytes > 0 ? <Bytes value={bytes} /> : t('size.unknown')}</Figure>
        {archived.files > 0 && (
          <Figure name={t('quote.archived')}>
            {t('unit.files', { n: archived.files })}, <Bytes value={archived.bytes} />{bytes > 0 && ` (${formatShare(archived.bytes / bytes, language())})`}
          </Figure>
        )}
        {external.files > 0 && <Figure name={t('quote.external')}>{t('unit.files', { n: external.files })}</Figure>}
        {subOrders > 1 && <Figure name={t('quote.batches')}>{t('quote.batches.n', { n: subOrders, atOnce: limits.subOrdersAtOnce })}</Figure>}
        {files > 1 && largestFile > 0 && <Figure name={t('quote.largest')}><Bytes value={largestFile} /></Figure>}
        <Figure name={t('quote.ready')}>{estimate ? <ReadyTime estimate={estimate} /> : t(archived.files > 0 ? 'quote.ready.unknown' : 'quote.ready.now')}</Figure>
        {ofBasket && <Figure name={t('quote.expires')}><Instant value={quote.expirationDate} /></Figure>}
      </dl>
      {note && <p class="hint"><Heard words={note} /></p>}
      {unavailable.length > 0 && (
        <details class="unavailable">
          <summary>{t(unavailable.length < mostUnavailable ? 'quote.unavailable' : 'quote.unavailable.most', { n: unavailable.length })}</summary>
          <ul>
            {unavailable.map(file => <li key={`${file.item} ${file.asset}`}><strong>{file.item} / {file.asset}</strong><br /><Heard words={file.reason} /></li>)}
          </ul>
        </details>
      )}
    </div>
  )
}

function Figure({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>
}
