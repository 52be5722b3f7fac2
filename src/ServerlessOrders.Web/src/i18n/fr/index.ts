import type { en } from '../en/index.ts'
import type { Message } from '../messages.ts'
import { basket } from './basket.ts'
import { catalog } from './catalog.ts'
import { operators } from './operators.ts'
import { orders } from './orders.ts'
import { shell } from './shell.ts'

export { phrases } from './phrases.ts'

export const fr: Readonly<Record<keyof typeof en, Message>> = { ...shell, ...catalog, ...basket, ...orders, ...operators }
