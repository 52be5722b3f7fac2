import type { operators as english } from '../en/operators.ts'
import type { Message } from '../messages.ts'

export const operators: Readonly<Record<keyof typeof english, Message>> = {
  'operators.title': 'Exploitation',
}
