import { createReadStream } from 'node:fs'
import { booksBalance, pathTo } from '@syndicate/contracts'
// oxlint-disable-next-line eslint/no-restricted-imports
import postgres from 'postgres'
import type { BenchContext } from '../benchmarks.ts'
import { answerOf } from '../client/answer-of.ts'
import { openFeed } from '../client/open-feed.ts'
import { signIn } from '../client/sign-in.ts'
import { inputFile } from '../inputs/input-file.ts'
import type { Input } from '../inputs/input.ts'
import { hot, telemetry } from '../inputs/telemetry.ts'
import { publishInput } from '../large/publish-input.ts'
import { usageOf } from '../machine/usage-of.ts'
import { reportRefused, type RefusedUsage } from './report-refused.ts'
import { walBytes } from './wal-bytes.ts'

const warmUpRecords = 10_000

/** An input of which every record is refused, in turns with a good one of the same length: the worst somebody can send by mistake. */
export async function refused({ stack, options, print }: BenchContext): Promise<object> {
  const session = await signIn(stack.gatewayUrl)
  const feed = await openFeed(session)
  const sql = postgres(stack.databaseUrl, { max: 1 })
  const pids = stack.processes().map(({ pid }) => pid)

  async function measure(input: Input, records: number): Promise<RefusedUsage> {
    const file = await inputFile(input, records)
    const before = await walBytes(sql)
    const usage = await usageOf(pids, () => publishInput(session, feed, input, createReadStream(file)))
    const walBytesARecord = ((await walBytes(sql)) - before) / records
    const path = pathTo('GET /api/runs/:id', { params: { id: usage.value.runId } })
    const response = await fetch(new URL(path, session.gatewayUrl), session)
    const { counts } = await answerOf<'GET /api/runs/:id'>(response)
    const took = input === hot ? counts.quarantined : counts.loaded
    if (!booksBalance(counts) || counts.in !== records || took !== (input === hot ? records - 1 : records)) {
      throw new Error(`The books do not hold ${records} records: ${JSON.stringify(counts)}`)
    }
    return { ...usage, walBytesARecord }
  }

  try {
    const turns = async (records: number) => ({
      good: await measure(telemetry, records),
      refused: await measure(hot, records),
    })
    await turns(warmUpRecords)
    const rounds = []
    while (rounds.length < options.rounds) rounds.push(await turns(options.records))
    return reportRefused({ records: options.records, rounds, print })
  } finally {
    await sql.end()
    feed.close()
  }
}
