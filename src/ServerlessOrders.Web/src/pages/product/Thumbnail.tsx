import { useEffect, useState } from 'preact/hooks'
import { fetchFromService } from '../../api/client.ts'
import { serviceUrl } from '../../api/base.ts'
import type { Product } from '../../catalog/product.ts'

const pictures = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

/** True if a product has a picture that the service may show. */
export function hasThumbnail({ files }: Product): boolean {
  const kinds = ['thumbnail', 'overview', 'visual']
  return files.some(({ external, mediaType, roles }) => !external && pictures.has(mediaType?.split(';')[0]?.trim().toLowerCase() ?? '') && roles.some(role => kinds.includes(role)))
}

/** The small picture of a product. One that cannot be shown, as it lies in the archive, leaves no gap. */
export function Thumbnail({ product }: { product: Product }) {
  const [source, setSource] = useState<string>()
  const { collection, id } = product
  useEffect(() => {
    const abort = new AbortController()
    let address: string | undefined
    const path = `/stac/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}/thumbnail`
    fetchFromService(serviceUrl(path), { signal: abort.signal })
      .then(answer => answer.blob())
      .then(picture => {
        address = URL.createObjectURL(picture)
        if (abort.signal.aborted) URL.revokeObjectURL(address)
        else setSource(address)
      })
      .catch(() => undefined)
    return () => {
      abort.abort()
      if (address) URL.revokeObjectURL(address)
    }
  }, [collection, id])
  return source ? <img class="thumbnail" src={source} alt="" /> : null
}
