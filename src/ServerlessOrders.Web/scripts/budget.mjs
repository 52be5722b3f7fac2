// What goes over the wire: prints the compressed size of each file that was built, and fails if the first page is over its budget.
import { readFile, rm } from 'node:fs/promises'
import { brotliCompressSync, constants } from 'node:zlib'

const budgets = { 'the first page': 60, 'the first page with the map': 110 }
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'))

async function size(file) {
  const bytes = await readFile(new URL(file, dist))
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}

/** The files of a module and of all that it imports at once. */
function filesOf(key, found = new Set()) {
  const chunk = manifest[key]
  if (!chunk || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) found.add(file)
  for (const imported of chunk.imports ?? []) filesOf(imported, found)
  return found
}

const sizes = new Map()
const files = new Set(['index.html', ...Object.values(manifest).flatMap(({ file, css = [], assets = [] }) => [file, ...css, ...assets])])
for (const file of files) sizes.set(file, await size(file))

const first = new Set(['index.html', ...filesOf('index.html'), ...filesOf('src/pages/catalog/CollectionsPage.tsx')])
const withMap = new Set([...first, ...filesOf('src/pages/catalog/SearchPage.tsx'), ...filesOf('src/pages/catalog/map/SearchMap.tsx')])
const sums = { 'the first page': first, 'the first page with the map': withMap }

const kib = bytes => `${(bytes / 1024).toFixed(1).padStart(7)} KiB`
for (const [file, bytes] of [...sizes].sort((a, b) => b[1] - a[1])) console.log(`${kib(bytes)}  ${file}`)
// The list of Vite is for this count only; what stays in dist is what is served.
await rm(new URL('.vite', dist), { recursive: true })

let over = false
for (const [name, wanted] of Object.entries(sums)) {
  const sum = [...wanted].reduce((total, file) => total + (sizes.get(file) ?? 0), 0)
  over ||= sum > budgets[name] * 1024
  console.log(`${kib(sum)}  ${name}, of ${budgets[name]} KiB`)
}
if (over) {
  console.error('Over the budget: see which file grew above.')
  process.exit(1)
}
