import { expect, test } from 'vitest'
import { createCatalog, type Catalog } from '../src/index.ts'
import { newInput, newRun, publish, stagedChunk } from './fixture.ts'
import { hold, openReclaim } from './reclaim-fixture.ts'

const names = ['a', 'b', 'c', 'd', 'e']

/** A run for each dataset, begun, with one chunk to come. */
async function begun(catalog: Catalog, datasets: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const dataset of datasets) {
    const input = newInput({ parts: 1, chunks: 1, only: Buffer.from('part') })
    const run = await newRun(catalog, { dataset, input })
    await catalog.runs.accept(run)
    await catalog.runs.start(run.id, 0)
    ids.push(run.id)
  }
  return ids
}

test('runs that end together never wait in a circle for those that end together elsewhere', async () => {
  await using open = await openReclaim()
  const { catalog, sql, database } = open
  for (const dataset of names) await publish(catalog, 1, { dataset })
  await using other = Object.assign(createCatalog({ ...database, poolSize: 2 }), {
    [Symbol.asyncDispose]: () => other.close(),
  })
  const [forth, back] = [await begun(catalog, names), await begun(catalog, names.toReversed())]
  const enterAll = (by: Catalog, runs: string[]) =>
    Promise.all(runs.map((run) => by.chunks.enter({ run, epoch: 0, ordinal: 0, chunk: stagedChunk(1) })))

  // Whoever takes datasets as they come has half of them by the time both wait for this one.
  const middle = await hold(sql)
  await middle.tx`select from datasets where name = 'c' for update`
  const entering = Promise.all([enterAll(catalog, forth), enterAll(other, back)])
  await middle.waitedFor(2)
  await middle.commit()
  for (const finished of (await entering).flat()) expect(finished).toMatchObject({ state: 'published' })

  // A circle would have been broken, and its runs have ended one by one.
  for (const runs of [forth, back]) {
    const transactions = await sql`select distinct xmin::text from versions where run_id = any(${runs}::uuid[])`
    expect(transactions).toHaveLength(1)
  }
})
