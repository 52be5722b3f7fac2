import type { OrderQuote } from '../../api/types.ts'
import type { ProductFile } from '../../catalog/product.ts'
import { Bytes } from '../../components/Quantities.tsx'
import { t } from '../../i18n/i18n.ts'
import { TierChip } from '../catalog/TierChip.tsx'

/** The files of a product, with where each lies. */
export function FileTable({ files, quote }: { files: readonly ProductFile[]; quote: OrderQuote | undefined }) {
  return (
    <div class="table-frame" tabIndex={0} role="group" aria-labelledby="files">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('product.file')}</th>
            <th scope="col" class="file-role">{t('product.role')}</th>
            <th scope="col" class="end">{t('product.size')}</th>
            <th scope="col">{t('product.tier')}</th>
          </tr>
        </thead>
        <tbody>
          {files.map(file => (
            <tr key={file.key}>
              <td>
                <strong>{file.key}</strong>
                {file.name !== file.key && <span class="file-name">{file.name}</span>}
                {file.mediaType && <span class="file-name">{file.mediaType}</span>}
                {file.roles.length > 0 && !file.roles.includes(file.key) && <span class="file-name file-role-below">{file.roles.join(', ')}</span>}
              </td>
              <td class="file-role">{file.roles.join(', ')}</td>
              <td class="end">{file.bytes === undefined ? <span class="hint">{t('product.unknown')}</span> : <Bytes value={file.bytes} />}</td>
              <td><Place file={file} quote={quote} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Where a file lies: as the catalog knows it, else as the quote of the product tells it, if that is the same for all of its files. */
function Place({ file, quote }: { file: ProductFile; quote: OrderQuote | undefined }) {
  if (file.external) return <span class="chip">{t('tier.external')}</span>
  if (file.tier) return <TierChip files={[file]} />
  const own = quote && file.orderable ? quote.files - quote.external.files : 0
  const archived = quote?.archived?.files
  if (own > 0 && archived === own) return <span class="chip warn">{t('tier.archive')}</span>
  if (own > 0 && archived === 0) return <span class="chip good">{t('tier.online')}</span>
  return <span class="chip">{t('tier.own')}</span>
}
