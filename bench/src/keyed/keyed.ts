import { createReadStream } from 'node:fs'
import { booksBalance, pathTo } from '@syndicate/contracts'
import type { BenchContext } from '../benchmarks.ts'
import { answerOf } from '../client/answer-of.ts'
import { openFeed } from '../client/open-feed.ts'
import { signIn } from '../client/sign-in.ts'
import { accounts, accountsByKey, moreAccounts } from '../inputs/accounts.ts'
import { inputFile } from '../inputs/input-file.ts'
import type { Input } from '../inputs/input.ts'
import { publishInput } from '../large/publish-input.ts'
import { total, usageOf, type Usage } from '../machine/usage-of.ts'
import { figure } from '../report/figure.ts'
import { spread } from '../report/spread.ts'
import { table } from '../report/table.ts'

const warmUpRecords = 10_000

interface Round {
  /** Rows of the dataset before. */
  before: number
  appended: Usage
  upserted: Usage
}

/**
 * The same records appended without a key, and upserted into a dataset that grows from round to round: four of five are new,
 * one takes the place of a row that is there.
 */
export async function keyed({ stack, options, print }: BenchContext): Promise<object> {
  const session = await signIn(stack.gatewayUrl)
  const feed = await openFeed(session)
  const pids = stack.processes().map(({ pid }) => pid)

  async function measure(input: Input, records: number): Promise<Usage> {
    const file = await inputFile(input, records)
    const usage = await usageOf(pids, () => publishInput(session, feed, input, createReadStream(file)))
    const path = pathTo('GET /api/runs/:id', { params: { id: usage.value.runId } })
    const { counts } = await answerOf<'GET /api/runs/:id'>(await fetch(new URL(path, session.gatewayUrl), session))
    if (!booksBalance(counts) || counts.loaded + counts.duplicate !== records)
      throw new Error(`The books do not hold ${records} records: ${JSON.stringify(counts)}`)
    return usage
  }

  async function rowsNow(): Promise<number> {
    const path = pathTo('GET /api/registry/:dataset', { params: { dataset: accountsByKey.pipeline } })
    const response = await fetch(new URL(path, session.gatewayUrl), session)
    return (await answerOf<'GET /api/registry/:dataset'>(response)).records
  }

  try {
    await measure(accounts, warmUpRecords)
    await measure(accountsByKey, warmUpRecords)
    const rounds: Round[] = []
    while (rounds.length < options.rounds) {
      const from = rounds.length * options.records
      const appended = await measure(moreAccounts(accounts, from), options.records)
      const before = await rowsNow()
      rounds.push({ before, appended, upserted: await measure(moreAccounts(accountsByKey, from), options.records) })
    }
    return report(options.records, rounds, print)
  } finally {
    feed.close()
  }
}

function report(records: number, rounds: Round[], print: (line: string) => void): object {
  const of = ({ wallSeconds, cpuSeconds }: Usage) => [
    figure(wallSeconds, 2),
    figure(records / wallSeconds),
    figure(total(cpuSeconds), 2),
  ]
  const ratios = {
    CPU: spread(rounds.map((round) => total(round.upserted.cpuSeconds) / total(round.appended.cpuSeconds))),
    wall: spread(rounds.map((round) => round.upserted.wallSeconds / round.appended.wallSeconds)),
  }
  const lines = [
    `  ${figure(records)} records a run; every fifth takes the place of a row that is there`,
    ...table([
      ['rows before', 'append: wall s', 'records/s', 'CPU s', 'upsert: wall s', 'records/s', 'CPU s'],
      ...rounds.map(({ before, appended, upserted }) => [figure(before), ...of(appended), ...of(upserted)]),
    ]),
    '',
    ...table([
      ['upsert/append', 'min', 'median', 'max'],
      ...Object.entries(ratios).map(([name, { min, median, max }]) => [
        name,
        ...[min, median, max].map((ratio) => figure(ratio, 2)),
      ]),
    ]),
  ]
  lines.forEach(print)
  return { records, rounds, ratios }
}
