import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatAmount, formatShort } from '../../format/format-number.ts'
import { isOnLargeScale, type Series } from '../../live/series.ts'
import { theme } from '../../shell/theme.ts'
import './chart.css'

/** In pixels. */
const leastHeight = 190
/** An axis reaches at least so far, so that next to nothing looks like it. */
const least = 4
/** Of base.css; the first for what matters most. */
const colours = ['--accent', '--warn', '--good', '--third']

interface ChartProps {
  title: string
  names: string[]
  series: Series
  /** What follows a figure, such as " records/s". */
  unit?: string
  /** Ends of the axis of time, in seconds. */
  from: number
  to: number
}

/** Lines over time. Those who do not see them are told the latest figures. */
export function Chart({ title, names, series, unit = '', from, to }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const span = useRef({ from, to })
  span.current = { from, to }

  const isLarge = isOnLargeScale(series)

  useEffect(() => {
    const element = frame.current!
    const made = draw(element, names, isLarge, series, () => span.current)
    plot.current = made
    const watcher = new ResizeObserver(() => made.setSize(sizeOf(element)))
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [names.join(' '), isLarge.join(' '), theme.value])

  useEffect(() => plot.current?.setData(series), [series])

  const latest = names.map((name, index) => [name, lastOf(series[index + 1])] as const)
  const said = latest.map(([name, value]) => `${name} ${value}${value === '–' ? '' : unit}`).join(', ')
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <ul>
          {latest.map(([name, value], index) => (
            <li key={name} class={`line-${index}`}>
              {name}{' '}
              <strong>
                {value}
                {value !== '–' && unit}
              </strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={frame} class="chart-frame" role="img" aria-label={`${title}. Latest: ${said}`} />
    </figure>
  )
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): { width: number; height: number } {
  return { width: clientWidth, height: Math.max(leastHeight, clientHeight) }
}

function lastOf(values: Series[number] | undefined): string {
  const value = values?.findLast((each) => each !== null && each !== undefined)
  return value === undefined || value === null ? '–' : formatAmount(value)
}

/** Places of values without a neighbour to draw a line to. */
function alone(values: ArrayLike<number | null | undefined>): number[] {
  const told = Array.from(values).flatMap((value, place) => (value === undefined ? [] : [{ value, place }]))
  return told.flatMap(({ value, place }, index) => {
    const isAlone = (told[index - 1]?.value ?? null) === null && (told[index + 1]?.value ?? null) === null
    return value !== null && isAlone ? [place] : []
  })
}

function draw(
  element: HTMLElement,
  names: string[],
  isLarge: boolean[],
  data: Series,
  span: () => { from: number; to: number },
): uPlot {
  const colour = (token: string) => resolve(element, token)
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } }
  return new uPlot(
    {
      ...sizeOf(element),
      legend: { show: false },
      cursor: { y: false, points: { size: 6 } },
      scales: {
        x: { range: () => [span().from, span().to] },
        y: { range: fromZero },
        large: { range: fromZero },
      },
      axes: [
        { ...axis, size: 28, space: 48, values: (_plot, splits) => splits.map(clockOf) },
        { ...axis, size: 48, values: (_plot, splits) => splits.map(formatShort) },
        ...(isLarge.includes(true)
          ? [
              {
                ...axis,
                scale: 'large',
                side: 1 as const,
                size: 48,
                values: (_: uPlot, splits: number[]) => splits.map(formatShort),
              },
            ]
          : []),
      ],
      series: [
        {},
        ...names.map((label, index) => ({
          label,
          scale: isLarge[index] ? 'large' : 'y',
          stroke: colour(colours[index % colours.length]!),
          width: 2,
          spanGaps: false,
          // What stands alone is no line, and is to be seen all the same.
          points: { size: 5, show: true, filter: (plot: uPlot, line: number) => alone(plot.data[line]!) },
        })),
      ],
    },
    data,
    element,
  )
}

function fromZero(_plot: uPlot, _min: number, max: number): [number, number] {
  return [0, Math.max(least, (max ?? 0) * 1.1)]
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

function clockOf(seconds: number): string {
  return clock.format(new Date(seconds * 1000))
}

/** What a custom property comes to on this page, in a form a canvas understands. */
function resolve(element: HTMLElement, token: string): string {
  const probe = document.createElement('i')
  probe.style.color = `var(${token})`
  element.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
