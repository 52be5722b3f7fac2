/** A part of a bar: how much, of what kind (`bar-{kind}` is its colour), and its name. */
export interface BarPart {
  readonly kind: string
  readonly value: number
  readonly label: string
}

/** A bar whose parts are as wide as their share of the whole; read aloud as its parts. */
export function StackedBar({ parts, label }: { parts: readonly BarPart[]; label: string }) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0)
  const shown = parts.filter(part => part.value > 0)
  return (
    <div class="bar" role="img" aria-label={`${label}: ${shown.map(part => part.label).join(', ')}`}>
      {shown.map(part => <span key={part.kind} class={`bar-part bar-${part.kind}`} title={part.label} style={{ width: `${(100 * part.value) / whole}%` }} />)}
    </div>
  )
}
