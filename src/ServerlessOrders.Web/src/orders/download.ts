import { api, fetchFromService, read } from '../api/client.ts'
import { serviceUrl } from '../api/base.ts'

/** What of an order can be fetched as one. */
export type Whole = 'download' | 'metalink'

/** Lets the browser fetch the ZIP or the metalink, by a link that carries what opens it for some minutes. */
export async function downloadWhole(orderId: number, rel: Whole): Promise<void> {
  const { links } = await read(api.POST('/user/orders/{orderId}/download-link', { params: { path: { orderId } } }))
  const link = links.find(offered => offered.rel === rel)
  if (!link) throw new Error(`The service offers no link ${rel}.`)
  follow(link.href)
}

/** Lets the browser fetch the ZIP once more that it has fetched last: the link `download-again` of the order. */
export async function downloadAgain(orderId: number, address: string): Promise<void> {
  const { content } = await read(api.POST('/user/orders/{orderId}/download-link', { params: { path: { orderId } } }))
  follow(`${address}?token=${encodeURIComponent(content.token)}`)
}

/** Lets the browser fetch one file. */
export async function downloadFile(orderId: number, fileId: number): Promise<void> {
  const { content } = await read(api.POST('/user/orders/{orderId}/download-link', { params: { path: { orderId } } }))
  follow(`${serviceUrl(`/orders/files/${fileId}`)}?token=${encodeURIComponent(content.token)}`)
}

/** What was ordered as STAC, and the orders of the tenant as CSV: they open by no link, so they are fetched here and kept under a name. */
export async function save(path: string, name: string): Promise<void> {
  const content = await (await fetchFromService(serviceUrl(path))).blob()
  const address = URL.createObjectURL(content)
  follow(address, name)
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** The answer is a download, so the page stays. */
function follow(address: string, name = ''): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
