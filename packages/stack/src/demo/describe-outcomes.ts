import type { DataSetOutcome } from './run-data-set.ts'

const columns = ['dataset', 'in', 'loaded', 'quarantined', 'filtered', 'duplicate', 'seconds', 'records/s'] as const
const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** The books of the runs as a table, who is in quarantine and why, and what does not add up. */
export function describeOutcomes(outcomes: DataSetOutcome[]): string[] {
  const rows = outcomes.map(({ dataSet, run, seconds }) => {
    const { counts } = run
    const amounts = [counts.in, counts.loaded, counts.quarantined, counts.filtered, counts.duplicate].map((count) =>
      number.format(count),
    )
    return [dataSet.dataset, ...amounts, seconds.toFixed(2), number.format(counts.in / Math.max(seconds, 0.001))]
  })
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  ')}`
  return [line(columns), ...rows.map(line), ...outcomes.flatMap(describeRefusals), '', ...outcomes.map(describeBooks)]
}

function describeRefusals({ dataSet, refusals }: DataSetOutcome): string[] {
  if (refusals.length === 0) return []
  return [
    '',
    `  In quarantine from ${dataSet.dataset}:`,
    ...refusals.map(({ code, stage, count }) => `    ${number.format(count).padStart(6)}  ${code} (${stage})`),
  ]
}

function describeBooks({ dataSet, faults }: DataSetOutcome): string {
  if (faults.length === 0) return `  ${dataSet.dataset}: published, every record accounted for`
  return `  ${dataSet.dataset}: NOT RIGHT: ${faults.join('; ')}`
}
