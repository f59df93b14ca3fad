import { Command } from '@commander-js/extra-typings'
import type { QuarantinedRecord } from '@syndicate/contracts'
import { CliError } from '../../cli-error.ts'
import type { CommandDeps } from '../../deps.ts'
import { formatTime } from '../../output/figures.ts'
import type { Paint } from '../../output/paint.ts'
import { printable } from '../../output/printable.ts'

export function showQuarantinedCommand({ context }: CommandDeps) {
  return new Command('show')
    .description('Show a refused record: what came in, and why it was refused')
    .argument('<id>', 'its id')
    .action(async (id) => {
      const { client, out } = context()
      const query = { id, limit: 1 }
      const { records = [] } = await (await client()).request('GET /api/quarantine', { query })
      const record = records[0]
      if (!record)
        throw new CliError('notFound', `There is no record ${id} in quarantine`, '`syndicate quarantine` lists them.')
      out.value(record, (paint) => describe(record, paint))
    })
}

function describe(record: QuarantinedRecord, paint: Paint): string {
  const { attempt, replayRun, discardedAt, discardReason } = record
  const lines: [string, string][] = [
    ['record', record.id],
    ['run', `${record.runId}, position ${record.position}${placeOf(record)}`],
    ['dataset', record.dataset],
    ['state', `${record.state}${attempt > 0 ? `, replayed ${attempt} times before` : ''}`],
    ['refused', `${paint.bad(record.code)} by ${record.stage} at ${formatTime(record.createdAt)}`],
    ...(record.field === null ? [] : ([['field', printable(record.field)]] as [string, string][])),
    ['reason', printable(record.reason)],
    [record.encoding === 'text' ? 'original' : 'base64', printable(record.original)],
    ...(record.record === null ? [] : ([['as JSON', printable(record.record)]] as [string, string][])),
    ...(replayRun ? ([['replay', replayRun]] as [string, string][]) : []),
    ...(discardedAt
      ? ([['discarded', `${formatTime(discardedAt)}${discardReason ? `: ${printable(discardReason)}` : ''}`]] as [
          string,
          string,
        ][])
      : []),
  ]
  return lines.map(([title, text]) => `${paint.dim(title.padEnd(10))} ${text}`).join('\n')
}

function placeOf({ line, byte }: QuarantinedRecord): string {
  if (line !== null) return `, line ${line}`
  return byte === null ? '' : `, byte ${byte}`
}
