import type { Message } from '../messages.ts'

export const basket = {
  'basket.title': 'Basket',
} satisfies Record<string, Message>
