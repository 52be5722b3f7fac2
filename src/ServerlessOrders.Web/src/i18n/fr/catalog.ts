import type { catalog as english } from '../en/catalog.ts'
import type { Message } from '../messages.ts'

export const catalog: Readonly<Record<keyof typeof english, Message>> = {
  'catalog.title': 'Catalogue',
}
