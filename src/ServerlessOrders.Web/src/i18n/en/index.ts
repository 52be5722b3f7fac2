import { basket } from './basket.ts'
import { catalog } from './catalog.ts'
import { operators } from './operators.ts'
import { orders } from './orders.ts'
import { shell } from './shell.ts'

export const en = { ...shell, ...catalog, ...basket, ...orders, ...operators }
