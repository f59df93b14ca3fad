import type { PipelineChange, PipelineDifference } from '@syndicate/contracts'
import { formatPath, pathOfPointer } from '@syndicate/definitions/path'
import type { Paint } from '../output/paint.ts'
import { printable } from '../output/printable.ts'
import { truncated } from '../output/table.ts'

/** Of a value in a difference, in cells of a terminal. */
const widestValue = 60

const styles: Record<PipelineChange['change'], keyof Paint> = {
  created: 'good',
  restored: 'good',
  changed: 'warn',
  unchanged: 'dim',
  removed: 'bad',
}
const inset = ' '.repeat('unchanged  '.length)

/** A line for each pipeline, and one for each place in which it is not as it was. */
export function describeChanges(changes: readonly PipelineChange[], paint: Paint): string {
  const lines = changes.flatMap((each) => {
    const { name, change, version } = each
    const said = paint[styles[change]](change.padEnd(inset.length))
    return [
      `${said}${printable(name)}${change === 'removed' ? '' : `, version ${version}`}`,
      ...describeDifferences(each, paint).map((line) => inset + line),
      ...(each.warnings ?? []).map((warning) => inset + paint.warn(`! ${printable(warning)}`)),
    ]
  })
  return lines.join('\n')
}

export function describeDifferences(
  { differences, more }: Pick<PipelineChange, 'differences' | 'more'>,
  paint: Paint,
): string[] {
  return [...differences.map((each) => describeDifference(each, paint)), ...(more > 0 ? [`and ${more} more`] : [])]
}

function describeDifference({ path, before, after }: PipelineDifference, paint: Paint): string {
  const place = printable(formatPath(pathOfPointer(path)))
  if (before === undefined) return paint.good(`+ ${place}: ${told(after)}`)
  if (after === undefined) return paint.bad(`- ${place}: ${told(before)}`)
  return paint.warn(`~ ${place}: ${told(before)} → ${told(after)}`)
}

function told(value: unknown): string {
  return truncated(printable(JSON.stringify(value)), widestValue)
}

/** `2 created, 1 unchanged` */
export function countChanges(changes: readonly PipelineChange[]): string {
  const kinds = Object.keys(styles) as PipelineChange['change'][]
  const counts = kinds.map((kind) => [changes.filter(({ change }) => change === kind).length, kind] as const)
  return counts.flatMap(([count, kind]) => (count > 0 ? [`${count} ${kind}`] : [])).join(', ') || 'Nothing to change'
}
