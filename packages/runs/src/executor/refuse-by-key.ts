import type { Settlement, Settling } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import { openPart } from '../parts/stored-part.ts'
import type { RowMarks } from './row-marks.ts'
import type { TaskContext } from './run-task.ts'

const why = 'Another record of the run has the same key, and comes before it'

/**
 * Makes refusals of rows whose key another has. Their originals are in the parts that the chunks were made of: these are gone through
 * once more, without the records that were refused then, some of which nobody survives.
 * Throws input-lost, grown-too-large.
 */
export async function refusalsByKey(
  { catalog, work, maxGrowth }: TaskContext,
  { run, inputId, firstChunk }: Settling,
  refused: RowMarks,
): Promise<Pick<Settlement, 'refused' | 'refusals'>> {
  const all: Settlement['refused'] = []
  let refusals = 0
  for (const { ordinal, rows } of refused.byChunk()) {
    const part = await catalog.inputs.part(inputId, firstChunk + ordinal)
    if (!part) throw new ProblemError('input-lost', `The part for chunk ${ordinal} is missing`)
    const passesOver = new Set(await catalog.quarantine.positions(run, ordinal))
    const ofOthers = new Set(rows)
    const refuses = (row: number) => (ofOthers.has(row) ? why : undefined)
    const made = work(({ pipeline }) => pipeline.transform(openPart('slice', part), { maxGrowth, passesOver, refuses }))
    const told = made.refused.filter(({ code }) => code === 'duplicate-key')
    if (told.length !== rows.length) throw new Error(`Chunk ${ordinal} was made of another part`)
    const chunk = { refused: told, counts: made.counts, madeOf: { partBytes: part.byteLength, maxGrowth } }
    all.push({ ordinal, frames: await catalog.keys.frames(run, chunk) })
    refusals += told.length
  }
  return { refused: all, refusals }
}
