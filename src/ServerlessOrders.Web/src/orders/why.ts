import type { Progress } from '../api/types.ts'
import { formatInstant } from '../format/time.ts'
import { hear, language, t } from '../i18n/i18n.ts'

type Cause = Progress['causes'][number]

/** Why an order is not further, in the language that is shown: a sentence for each cause that the service names. */
export function reasonOf({ causes }: Pick<Progress, 'causes'>): string {
  return causes.map(sentence).join(' ')
}

function sentence({ kind, files, orders = [], slots = 0, subOrders = 0, problem = '', notBefore }: Cause): string {
  if (kind === 'LISTING_FILES' && files === undefined) return t('why.LISTING_FILES.none')
  return t(`why.${kind}`, {
    n: files ?? orders.length,
    slots,
    subOrders,
    orders: new Intl.ListFormat(language(), { type: 'conjunction' }).format(orders.map(String)),
    problem: hear(problem) ?? problem,
    time: notBefore ? formatInstant(new Date(notBefore), language()) : '',
  })
}
