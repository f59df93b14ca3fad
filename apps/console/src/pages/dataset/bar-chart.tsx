import './bar-chart.css'

export interface Bar {
  key: string | number
  value: number
  /** What it says in words, for those who point at it. */
  said: string
}

interface BarChartProps {
  title: string
  bars: Bar[]
  /** The largest of them in words, which stands at the top of the scale. */
  most: string
  /** What the first and the last stand for. */
  ends: readonly [string, string]
  tone?: 'accent' | 'warn'
}

/** So wide and high is the drawing; it is stretched. */
const box = { width: 300, height: 80 }
const mostBarWidth = 24

/** Values one beside the other, in order. The figures stand in a table below for those who do not see them. */
export function BarChart({ title, bars, most, ends, tone = 'accent' }: BarChartProps) {
  const top = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE)
  const step = box.width / bars.length
  const width = Math.min(mostBarWidth, step * 0.8)
  return (
    <figure class={`bar-chart ${tone}`}>
      <figcaption>
        <span>{title}</span>
        <span class="quiet-text">{most}</span>
      </figcaption>
      <svg viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map(({ key, value, said }, index) => {
          // What is not nothing is seen.
          const height = value === 0 ? 0 : Math.max(2, (value / top) * box.height)
          return (
            <g key={key}>
              <title>{said}</title>
              <rect class="bar-reach" x={index * step} width={step} height={box.height} />
              <rect
                class="bar"
                x={(index + 0.5) * step - width / 2}
                y={box.height - height}
                width={width}
                height={height}
              />
            </g>
          )
        })}
      </svg>
      <div class="bar-ends quiet-text" aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </figure>
  )
}
