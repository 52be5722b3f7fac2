import type { components } from './schema.d.ts'

type Schemas = components['schemas']

export type Basket = Schemas['Basket']
export type DatasetSelection = Schemas['DatasetSelection']
export type FileType = Schemas['FileType']
export type ItemsSelection = Schemas['ItemsSelection']
export type Link = Schemas['Link']
export type Order = Schemas['Order']
export type OrderFile = Schemas['File']
export type OrderPage = Schemas['OrderPage']
export type OrderQuote = Schemas['OrderQuote']
export type OrderResource = Schemas['OrderResource']
export type OrderStatus = Schemas['OrderStatus']
export type Progress = Schemas['Progress']
export type SelectionRequest = Schemas['SelectionRequest']
export type TimeRange = Schemas['TimeRange']
