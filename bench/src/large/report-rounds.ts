import type { Stage } from '@syndicate/contracts'
import { workerFlags } from '@syndicate/stack'
import { figure } from '../report/figure.ts'
import { spread, type Spread } from '../report/spread.ts'
import { table } from '../report/table.ts'
import { bytesOfRecord, type Input } from '../inputs/input.ts'
import { total, type Usage } from '../machine/usage-of.ts'

export interface Round {
  floor: Usage
  ours: Usage
  /** The part of our wall time before the run was accepted. */
  uploadSeconds: number
  /** Working time of our stages over all chunks, in milliseconds. */
  stages: Record<Stage, number>
  /** By name. */
  peers: Record<string, Usage>
}

export interface Rounds {
  input: Input
  records: number
  /** Whose CPU seconds `ours` has, in its order. */
  names: string[]
  rounds: Round[]
  /** MiB by name. */
  peaks: Record<string, number>
  print: (line: string) => void
}

/** Prints every round, and how far ours lies above the floor. @returns the figures */
export function reportRounds({ input, records, names, rounds, peaks, print }: Rounds): object {
  const line = (name: string, usage: Usage, upload: number, parts: number[]) => [
    name,
    figure(usage.wallSeconds, 2),
    figure(upload, 2),
    figure(records / usage.wallSeconds),
    figure(total(usage.cpuSeconds), 2),
    ...parts.map((seconds) => figure(seconds, 2)),
  ]
  const rows = rounds.flatMap(({ floor, ours, uploadSeconds, peers }, index) => [
    line(`${index + 1} floor`, floor, Number.NaN, []),
    line(`${index + 1} ours`, ours, uploadSeconds, ours.cpuSeconds),
    ...Object.entries(peers).map(([name, usage]) => line(`${index + 1} ${name}`, usage, Number.NaN, [])),
  ])
  const ratios = {
    'ours/floor': ratiosOf(rounds.map(({ floor, ours }) => [ours, floor])),
    ...Object.fromEntries(
      Object.keys(rounds[0]?.peers ?? {}).map((name) => [
        `${name}/ours`,
        ratiosOf(rounds.map(({ ours, peers }) => [peers[name]!, ours])),
      ]),
    ),
  }

  print(
    `  ${input.name}: ${figure(records)} records of ${bytesOfRecord(input)} bytes, published by ${names.length - 3} ` +
      `workers; CPU in seconds; floor and workers with ${workerFlags.join(' ')}`,
  )
  const heading = ['round', 'wall s', 'upload s', 'records/s', 'CPU', ...names]
  const report = [
    ...table([heading, ...rows]),
    '',
    ...table([
      ['', 'CPU min', 'median', 'max', 'wall min', 'median', 'max'],
      ...Object.entries(ratios).map(([name, { cpu, wall }]) => [name, ...figures(cpu), ...figures(wall)]),
    ]),
    '',
    `  last round, ms in ${parts(rounds.at(-1)?.stages ?? {})}`,
    `  peak MiB: ${parts(peaks)}`,
  ]
  report.forEach(print)
  return { records, processes: names, rounds, ratios, peakMebibytes: peaks }
}

function ratiosOf(pairs: [Usage, Usage][]): { wall: Spread; cpu: Spread } {
  return {
    wall: spread(pairs.map(([one, other]) => one.wallSeconds / other.wallSeconds)),
    cpu: spread(pairs.map(([one, other]) => total(one.cpuSeconds) / total(other.cpuSeconds))),
  }
}

function figures({ min, median, max }: Spread): string[] {
  return [min, median, max].map((ratio) => figure(ratio, 2))
}

function parts(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(', ')
}
