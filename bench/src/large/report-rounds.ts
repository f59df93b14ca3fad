import type { Stage } from '@syndicate/contracts'
import { figure } from '../report/figure.ts'
import { spread } from '../report/spread.ts'
import { table } from '../report/table.ts'
import { recordBytes } from '../telemetry-record.ts'
import { total, type Usage } from '../machine/usage-of.ts'

export interface Round {
  floor: Usage
  ours: Usage
  /** The part of our wall time before the run was accepted. */
  uploadSeconds: number
  /** Working time of our stages over all chunks, in milliseconds. */
  stages: Record<Stage, number>
}

export interface Rounds {
  records: number
  /** Whose CPU seconds `ours` has, in its order. */
  names: string[]
  rounds: Round[]
  /** MiB by name. */
  peaks: Record<string, number>
  print: (line: string) => void
}

/** Prints every round, and how far ours lies above the floor. @returns the figures */
export function reportRounds({ records, names, rounds, peaks, print }: Rounds): object {
  const line = (name: string, usage: Usage, upload: number, parts: number[]) => [
    name,
    figure(usage.wallSeconds, 2),
    figure(upload, 2),
    figure(records / usage.wallSeconds),
    figure(total(usage.cpuSeconds), 2),
    ...parts.map((seconds) => figure(seconds, 2)),
  ]
  const rows = rounds.flatMap(({ floor, ours, uploadSeconds }, index) => [
    line(`${index + 1} floor`, floor, Number.NaN, []),
    line(`${index + 1} ours`, ours, uploadSeconds, ours.cpuSeconds),
  ])
  const wall = spread(rounds.map(({ floor, ours }) => ours.wallSeconds / floor.wallSeconds))
  const cpu = spread(rounds.map(({ floor, ours }) => total(ours.cpuSeconds) / total(floor.cpuSeconds)))
  const ratios = [wall, cpu].map(({ min, median, max }) => [min, median, max].map((ratio) => figure(ratio, 2)))

  print(
    `  ${figure(records)} records of ${recordBytes} bytes, published by ${names.length - 3} workers; CPU in seconds`,
  )
  const heading = ['round', 'wall s', 'upload s', 'records/s', 'CPU', ...names]
  const report = [
    ...table([heading, ...rows]),
    '',
    ...table([
      ['ours/floor', 'min', 'median', 'max'],
      ['wall', ...ratios[0]!],
      ['CPU', ...ratios[1]!],
    ]),
    '',
    `  last round, ms in ${parts(rounds.at(-1)?.stages ?? {})}`,
    `  peak MiB: ${parts(peaks)}`,
  ]
  report.forEach(print)
  return { records, processes: names, rounds, ratios: { wall, cpu }, peakMebibytes: peaks }
}

function parts(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(', ')
}
