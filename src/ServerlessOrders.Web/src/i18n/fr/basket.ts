import type { basket as english } from '../en/basket.ts'
import type { Message } from '../messages.ts'

export const basket: Readonly<Record<keyof typeof english, Message>> = {
  'basket.title': 'Panier',
}
