// Writes FILE.br and FILE.gz beside each file of dist that gets smaller by it: the service compresses nothing while it answers.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
// Brotli's default is its best quality.
const codings = { '.br': bytes => brotliCompressSync(bytes), '.gz': bytes => gzipSync(bytes, { level: 9 }) }

const files = (await readdir(dist, { recursive: true })).filter(file => /\.(html|js|css|svg|json)$/.test(file))
for (const file of files) {
  const bytes = await readFile(new URL(file, dist))
  for (const [extension, compress] of Object.entries(codings)) {
    const smaller = compress(bytes)
    if (smaller.length < bytes.length) await writeFile(new URL(file + extension, dist), smaller)
  }
}
