import type { ProductFile } from '../../catalog/product.ts'
import { t, type TextKey } from '../../i18n/i18n.ts'

const tiers: Readonly<Record<string, TextKey>> = { archive: 'tier.archive', hot: 'tier.hot', cool: 'tier.cool', cold: 'tier.cold' }

/** In which tier files lie, if that is known: archived ones take hours. */
export function TierChip({ files }: { files: readonly ProductFile[] }) {
  const known = [...new Set(files.map(file => file.tier?.toLowerCase()).filter(tier => tier !== undefined))]
  const [tier] = known
  if (tier === undefined) return null
  if (known.length > 1) return <span class="chip warn">{t('results.mixed')}</span>
  const name = tiers[tier]
  return <span title={t('holdings.share.hint')} class={`chip ${tier === 'archive' ? 'warn' : 'good'}`}>{name ? t(name) : tier}</span>
}
