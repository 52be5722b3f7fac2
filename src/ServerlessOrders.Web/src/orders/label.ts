import type { Order } from '../api/types.ts'
import { t } from '../i18n/i18n.ts'

/** The name of an order; one that the service has given, as nobody did, in the language that is shown. */
export function labelOf({ label }: Pick<Order, 'label'>): string {
  const [, day, time] = /^Order of (\d{4}\/\d\d\/\d\d) at (\d\d:\d\d:\d\d)$/.exec(label) ?? []
  if (day && time) return t('order.defaultLabel', { day, time })
  const [, instant] = /^Generated order (\S+)$/.exec(label) ?? []
  return instant ? t('order.generatedLabel', { instant }) : label
}
