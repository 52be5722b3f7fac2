const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** A size in decimal units with three significant digits: `1.23 GB`, in French `1,23 Go`. */
export function formatBytes(bytes: number, language: string): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const style = { style: 'unit', unitDisplay: step === 0 ? 'long' : 'short', maximumSignificantDigits: 3 } as const
  return new Intl.NumberFormat(language, { ...style, unit: units[step] ?? 'byte' }).format(bytes / 1000 ** step)
}

/** A share between 0 and 1 in percent. What is not nothing is never shown as 0 %, what is not all never as 100 %. */
export function formatShare(share: number, language: string): string {
  const percent = share <= 0 ? 0 : share >= 1 ? 1 : Math.min(Math.max(share, 0.01), 0.99)
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(percent)
}
