/** A column of a chart. */
export interface Column {
  readonly name: string
  readonly value: number
  /** The value in words. */
  readonly text: string
  readonly tone?: string
}

const [width, height, foot] = [320, 120, 18]

/** Columns side by side; read aloud as a list, and each says its value when it is pointed at. `names` false is for many columns: only the first and the last have their names, and only the highest its value. */
export function ColumnChart({ title, columns, names = true }: { title: string; columns: readonly Column[]; names?: boolean }) {
  const most = Math.max(...columns.map(column => column.value), 1)
  const step = Math.min(width / columns.length, 64)
  const highest = columns.findIndex(column => column.value === most)
  const named = (index: number) => names || index === 0 || index === columns.length - 1
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height + foot}`} role="img" aria-label={`${title}: ${columns.filter(column => column.value > 0).map(column => `${column.name} ${column.text}`).join(', ') || '0'}`}>
        <line x1="0" x2={width} y1={height} y2={height} class="chart-axis" />
        {columns.map(({ name, value, text }, index) => {
          const tall = (value / most) * (height - 16)
          const middle = (index + 0.5) * step
          return (
            <g key={name}>
              <title>{`${name}: ${text}`}</title>
              <rect class="chart-column" x={index * step + step * 0.12} width={step * 0.76} y={height - tall} height={tall} rx="2" />
              {(names ? value > 0 : index === highest) && <text x={middle} y={height - tall - 4} text-anchor={names ? 'middle' : middle < width / 4 ? 'start' : middle > width * 0.75 ? 'end' : 'middle'} class="chart-value">{text}</text>}
              {named(index) && <text x={names ? middle : index === 0 ? 0 : width} y={height + foot - 4} text-anchor={names ? 'middle' : index === 0 ? 'start' : 'end'} class="chart-name">{name}</text>}
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
