import type { Message } from '../messages.ts'

export const operators = {
  'operators.title': 'Operators',
} satisfies Record<string, Message>
