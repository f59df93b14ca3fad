import { once } from 'node:events'
import type { Explanation } from '../explain-error.ts'
import type { Sink } from '../surroundings.ts'
import { createPaint, type Paint } from './paint.ts'
import { shortIds } from './short-ids.ts'
import { CliError } from '../cli-error.ts'
import { asJson, asLines, type ColumnNames } from './columns.ts'
import { formatTable, type Column } from './table.ts'

export interface OutputOptions {
  stdout: Sink
  stderr: Sink
  /** JSON on standard output, and nothing for people anywhere. */
  json: boolean
  /** The only parts that are wanted. */
  columns?: ColumnNames | undefined
  /** Whether colours are wanted where a terminal shows them. */
  colour: boolean
}

/** @param width of the terminal; undefined where lines may be of any length */
export type ForPeople = (paint: Paint, width: number | undefined) => string

/** Data goes to standard output, in the form asked for; whatever is said about it goes to standard error. */
export function createOutput({ stdout, stderr, json, columns: wanted, colour }: OutputOptions) {
  const paint = createPaint(colour && Boolean(stdout.isTTY))
  const aside = createPaint(colour && Boolean(stderr.isTTY))
  const widthOf = (sink: Sink) => (sink.isTTY ? sink.columns || 80 : undefined)

  /** What programs asked for of some values; undefined: it is for people. */
  function forPrograms(values: readonly unknown[]): string | undefined {
    if (wanted) return (json ? asJson : asLines)(values, wanted)
    return json ? values.map((value) => `${JSON.stringify(value)}\n`).join('') : undefined
  }

  return {
    json,
    paint,
    /** Whether somebody reads what is noted. */
    isRead: !json && Boolean(stderr.isTTY),

    /** How a list shows the runs of its rows: short on a terminal, whole to programs. */
    idsOf: (rows: readonly { runId: string | null }[]): ((id: string) => string) =>
      !json && stdout.isTTY ? shortIds(rows.flatMap(({ runId }) => runId ?? [])) : (id) => id,

    /** One thing: as JSON, or as `human` puts it. */
    value(value: unknown, human: ForPeople): void {
      stdout.write(forPrograms([value]) ?? `${human(paint, widthOf(stdout))}\n`)
    },

    /** Many of a kind: as NDJSON or as a table. @param none said when there are none */
    rows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], none: string): void {
      const written = forPrograms(rows)
      if (written !== undefined) stdout.write(written)
      else if (rows.length === 0) stderr.write(`${none}\n`)
      else stdout.write(formatTable(rows, columns, { width: widthOf(stdout), paint }))
    },

    /** Many of a kind that are no table: as NDJSON, or as `human` puts them. */
    list(values: readonly unknown[], human: (paint: Paint) => string): void {
      const written = forPrograms(values)
      if (written !== undefined) stdout.write(written)
      else if (values.length > 0) stdout.write(`${human(paint)}\n`)
    },

    /** Data as it is, no faster than whoever reads it. */
    async raw(chunk: Uint8Array): Promise<void> {
      if (wanted) throw new CliError('wrongUse', 'What comes as it is has no columns', 'Leave --columns out.')
      if (!stdout.write(chunk)) await once(stdout, 'drain')
    },

    /** For people; programs that asked for JSON are spared. */
    note(text: string): void {
      if (!json) stderr.write(`${text}\n`)
    },

    /** The same at length, as tables. */
    show(human: ForPeople): void {
      if (!json) stderr.write(`${human(aside, widthOf(stderr))}\n`)
    },

    /** What went wrong, also for programs. */
    error({ exit: _exit, ...explanation }: Explanation): void {
      if (json) {
        stderr.write(`${JSON.stringify({ error: explanation })}\n`)
        return
      }
      const { message, hint, errors = [] } = explanation
      if (message) stderr.write(`${aside.bad('✗')} ${message}\n`)
      // A single one is the message itself.
      for (const { path, message } of errors.length > 1 ? errors : [])
        stderr.write(path === undefined ? `  ${message}\n` : `  ${path || '/'}: ${message}\n`)
      if (hint) stderr.write(`  ${aside.dim(hint)}\n`)
    },
  }
}
