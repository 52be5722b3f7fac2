import type { orders as english } from '../en/orders.ts'
import type { Message } from '../messages.ts'

export const orders: Readonly<Record<keyof typeof english, Message>> = {
  'orders.title': 'Commandes',
}
