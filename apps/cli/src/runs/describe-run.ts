import type { Run } from '@syndicate/contracts'
import { formatBytes, formatCount, formatDuration, formatTime } from '../output/figures.ts'
import type { Paint } from '../output/paint.ts'
import { printable } from '../output/printable.ts'

const colours = { published: 'good', rejected: 'bad', failed: 'bad', cancelled: 'warn' } as const

export function colourOf(state: Run['state']): keyof Paint | undefined {
  return state in colours ? colours[state as keyof typeof colours] : undefined
}

/** A run and its books, for people. */
export function describeRun(run: Run, paint: Paint): string {
  const { in: taken, loaded, quarantined, duplicate, filtered } = run.counts
  const dress = colourOf(run.state)
  const state = dress ? paint[dress](run.state) : run.state
  const version = run.version === null ? '' : `, version ${run.version}`
  const lines: [string, string][] = [
    ['run', run.runId],
    ['state', `${state}${tookOf(run)}`],
    ['pipeline', run.pipeline],
    ['dataset', `${run.dataset}${version}`],
    ...(run.fileName === null ? [] : ([['file', printable(run.fileName)]] as [string, string][])),
    ['started by', printable(run.startedBy.username)],
    ['input', `${formatBytes(run.bytes)} of ${run.format}${run.inputKept ? '' : ', no longer kept'}`],
    ...(run.sameBytesAs ? ([['', sameBytes(run.sameBytesAs, run)]] as [string, string][]) : []),
    ['records', `${formatCount(taken)} in`],
    ['', `${formatCount(loaded)} loaded`],
    ...(
      [
        [quarantined, 'in quarantine'],
        [duplicate, 'duplicate'],
        [filtered, 'filtered'],
      ] as const
    ).flatMap(([count, what]): [string, string][] => (count ? [['', `${formatCount(count)} ${what}`]] : [])),
    ...changeLines(run),
    ...fieldLines(run),
    ...(run.replayOf ? ([['replay of', run.replayOf]] as [string, string][]) : []),
    ...(run.dealtWith
      ? ([['dealt with', `${formatTime(run.dealtWith.at)}${run.dealtWith.by ? ` by ${run.dealtWith.by}` : ''}`]] as [
          string,
          string,
        ][])
      : []),
    ...(run.error ? ([['error', `${run.error.code}: ${printable(run.error.detail)}`]] as [string, string][]) : []),
  ]
  return lines.map(([title, text]) => `${paint.dim(title.padEnd(10))} ${text}`).join('\n')
}

/** What became of the rows of a dataset with a key. */
function changeLines({ changes }: Run): [string, string][] {
  if (!changes) return []
  const told = Object.entries(changes).map(([what, count]) => `${formatCount(count)} ${what}`)
  return [['rows', told.join(', ')]]
}

/** What of its fields is not as in the dataset, a line each. */
function fieldLines({ fields }: Run): [string, string][] {
  const { changes = [], more = 0, leftOut = [] } = fields ?? {}
  const known = new Set(changes.map(({ field }) => field))
  const told = [
    ...changes.map(({ text }) => text),
    ...(more > 0 ? [`and ${formatCount(more)} more`] : []),
    ...leftOut.flatMap(({ field, records }) =>
      known.has(field)
        ? []
        : [`${field} was left out of ${formatCount(records)} ${records === 1 ? 'record' : 'records'}`],
    ),
  ]
  return told.map((text, index) => [index === 0 ? 'fields' : '', printable(text)])
}

/** What is said of a run whose input came before. @param run the later one */
export function sameBytes(former: NonNullable<Run['sameBytesAs']>, run: Pick<Run, 'createdAt'>): string {
  const ago = formatDuration(Date.parse(run.createdAt) - Date.parse(former.createdAt))
  return `same bytes as run ${former.runId}, ${former.state}, ${ago} before`
}

function tookOf({ startedAt, createdAt, finishedAt }: Run): string {
  if (finishedAt === null) return ''
  return ` after ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt ?? createdAt))}`
}
