import type { Message } from '../messages.ts'

export const orders = {
  'orders.title': 'Orders',
} satisfies Record<string, Message>
