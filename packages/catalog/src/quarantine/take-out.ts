import type { Runner } from '../connect.ts'
import { frameOf } from './frame.ts'
import { readFrames, recordsIn, type Frame, type FramedRecord } from './read-frames.ts'

/**
 * Gives records that are in frames rows of their own, in an open transaction: what is said about single records is said
 * there. They are the same to whoever looks. What is elsewhere, or nowhere, is left alone.
 * Frames are locked in one order, and before any row, so that two who do so wait for each other and never in a circle.
 */
export async function takeOut(tx: Runner, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const frames = [...new Set(ids.map(frameOf))]
  await tx`select from refusals where id = any(${frames}::uuid[]) order by id for update`
  for await (const frames of readFrames(tx, { ids }, { isAll: true })) {
    const moved: Moved[] = []
    for (const frame of frames) {
      const records = await recordsIn(frame)
      if (records && records.length > 0) moved.push({ frame, records })
    }
    await addRows(tx, moved)
    await shrink(tx, moved)
  }
}

interface Moved {
  frame: Frame
  records: FramedRecord[]
}

async function addRows(tx: Runner, moved: Moved[]): Promise<void> {
  const rows = moved.flatMap(({ frame, records }) => records.map((record) => ({ ...record, ...record.group, frame })))
  await tx`
    insert into quarantine (
      id, run_id, created_at, position, line, byte, stage, code, field, attempt, reason, original, encoding, record
    )
    select * from unnest(
      ${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ frame }) => frame.runId)}::uuid[],
      ${rows.map(({ frame }) => frame.createdAt.toISOString())}::text[]::timestamptz[], ${rows.map(({ position }) => position)}::bigint[],
      ${rows.map(({ line }) => line ?? null)}::bigint[], ${rows.map(({ byte }) => byte ?? null)}::bigint[],
      ${rows.map(({ stage }) => stage)}::text[], ${rows.map(({ code }) => code)}::text[],
      ${rows.map(({ field }) => field)}::text[], ${rows.map(({ attempt }) => attempt)}::int[],
      ${rows.map(({ reason }) => reason)}::text[], ${rows.map(({ original }) => original)}::text[],
      ${rows.map(({ encoding }) => encoding)}::text[], ${rows.map(({ record }) => record ?? null)}::text[]
    )`
}

/** A frame that nothing is left in goes. */
async function shrink(tx: Runner, moved: Moved[]): Promise<void> {
  const shrunk = moved.map(({ frame, records }) => {
    const groups = frame.groups.map((group) => ({ ...group }))
    for (const { group } of records) groups[frame.groups.indexOf(group)]!.count--
    const taken = [...frame.taken, ...records.map(({ index }) => index)]
    return { id: frame.id, groups, taken }
  })
  const [left, empty] = [true, false].map((isLeft) =>
    shrunk.filter(({ groups }) => groups.some(({ count }) => count > 0) === isLeft),
  )
  await tx`delete from refusals where id = any(${empty!.map(({ id }) => id)}::uuid[])`
  await tx`
    update refusals set groups = frame.groups, taken = translate(frame.taken, '[]', '{}')::int[]
    from unnest(
      ${left!.map(({ id }) => id)}::uuid[], ${left!.map(({ groups }) => JSON.stringify(groups))}::text[]::json[],
      ${left!.map(({ taken }) => JSON.stringify(taken))}::text[]
    ) as frame (id, groups, taken)
    where refusals.id = frame.id`
}
