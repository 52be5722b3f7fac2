/** A place in the pages: what stands behind `#`, read. */
export interface Place {
  readonly path: string
  readonly query: URLSearchParams
}

/** Reads a fragment such as `#/search?q=a`. A fragment that is none of ours is the first page. */
export function readPlace(fragment: string): Place {
  const text = fragment.startsWith('#/') ? fragment.slice(1) : '/'
  const [path = '/', query = ''] = text.split(/\?(.*)/s)
  return { path, query: new URLSearchParams(query) }
}

/** The values of a pattern's `:names` in a path, or nothing if the path is not of the pattern. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (!part.startsWith(':')) {
      if (part !== value) return undefined
    } else {
      const decoded = decode(value)
      if (!decoded) return undefined
      values[part.slice(1)] = decoded
    }
  }
  return values
}

/** The fragment of a place: `href('/products/:collection/:item', {collection, item}, {q})`. */
export function href(pattern: string, params: Readonly<Record<string, string | number>> = {}, query: Readonly<Record<string, string>> = {}): string {
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const text = new URLSearchParams(query).toString()
  return `#${path}${text && `?${text}`}`
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
