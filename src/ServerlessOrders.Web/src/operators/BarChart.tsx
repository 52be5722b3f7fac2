import type { Column } from './ColumnChart.tsx'

/** Bars below each other, each beside its name, however long that is. */
export function BarChart({ title, bars }: { title: string; bars: readonly Column[] }) {
  const most = Math.max(...bars.map(bar => bar.value), 1)
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <ul class="chart-bars">
        {bars.map(({ name, value, text, tone = 'accent' }) => (
          <li key={name}>
            <span>{name}</span>
            <span class="chart-track"><span class={`chart-bar ${tone}`} style={{ width: `${(value / most) * 100}%` }} /></span>
            <span class="number">{text}</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
