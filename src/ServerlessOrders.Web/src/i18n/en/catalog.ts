import type { Message } from '../messages.ts'

export const catalog = {
  'catalog.title': 'Catalog',
} satisfies Record<string, Message>
