import { total, type Usage } from '../machine/usage-of.ts'
import { figure } from '../report/figure.ts'
import { spread } from '../report/spread.ts'
import { table } from '../report/table.ts'

export interface RefusedUsage extends Usage {
  walBytesARecord: number
}

export interface RefusedRound {
  good: RefusedUsage
  refused: RefusedUsage
}

interface RefusedRounds {
  records: number
  rounds: RefusedRound[]
  print: (line: string) => void
}

/** Prints every round, and how much more a refused record costs. @returns the figures */
export function reportRefused({ records, rounds, print }: RefusedRounds): object {
  const line = (name: string, { wallSeconds, cpuSeconds, walBytesARecord }: RefusedUsage) => [
    name,
    figure(wallSeconds, 2),
    figure(records / wallSeconds),
    figure(total(cpuSeconds), 2),
    figure(walBytesARecord, 1),
  ]
  const rows = rounds.flatMap((round, index) => [
    line(`${index + 1} good`, round.good),
    line(`${index + 1} refused`, round.refused),
  ])
  const ratios = {
    CPU: spread(rounds.map((round) => total(round.refused.cpuSeconds) / total(round.good.cpuSeconds))),
    wall: spread(rounds.map((round) => round.refused.wallSeconds / round.good.wallSeconds)),
  }
  const report = [
    `  ${figure(records)} records, all of them good or all of them refused`,
    ...table([['round', 'wall s', 'records/s', 'CPU s', 'WAL bytes a record'], ...rows]),
    '',
    ...table([
      ['refused/good', 'min', 'median', 'max'],
      ...Object.entries(ratios).map(([name, { min, median, max }]) => [
        name,
        ...[min, median, max].map((ratio) => figure(ratio, 2)),
      ]),
    ]),
  ]
  report.forEach(print)
  return { records, rounds, ratios }
}
