import { figure } from './figure.ts'
import { percentile } from './percentile.ts'
import { table } from './table.ts'

const shares = { p50: 0.5, p90: 0.9, p99: 0.99, max: 1 }

type Latencies = Record<keyof typeof shares, number>

/** Prints a line of percentiles for each series of milliseconds. @returns the same by name */
export function reportLatencies(
  title: string,
  series: Record<string, number[]>,
  print: (line: string) => void,
): Record<string, Latencies> {
  const names = Object.keys(shares) as (keyof typeof shares)[]
  const latencies = Object.fromEntries(
    Object.entries(series).map(([name, times]) => [
      name,
      Object.fromEntries(names.map((share) => [share, percentile(times, shares[share])])) as Latencies,
    ]),
  )
  const rows = Object.entries(latencies).map(([name, row]) => [name, ...names.map((share) => figure(row[share], 1))])
  print(`  ${title}; milliseconds`)
  table([['', ...names], ...rows]).forEach(print)
  return latencies
}
