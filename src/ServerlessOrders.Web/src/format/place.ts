import type { Box } from '../catalog/criteria.ts'

/** A box in words: `10° W to 32° E, 35° N to 62° N`. The letters are those of the language. */
export function formatBox([west, south, east, north]: Box, language: string): string {
  const letters = language === 'fr' ? { east: 'E', west: 'O', north: 'N', south: 'S' } : { east: 'E', west: 'W', north: 'N', south: 'S' }
  const degrees = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const at = (value: number, above: string, below: string) => {
    const written = degrees.format(Math.abs(value))
    return written === '0' ? '0°' : `${written}° ${value > 0 ? above : below}`
  }
  const span = (one: string, other: string) => (one === other ? one : `${one} – ${other}`)
  return `${span(at(west, letters.east, letters.west), at(east, letters.east, letters.west))}, ${span(at(south, letters.north, letters.south), at(north, letters.north, letters.south))}`
}
