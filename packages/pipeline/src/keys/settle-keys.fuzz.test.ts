import { duplicatePolicies } from '@syndicate/contracts/words'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { testHost } from '../testing/test-host.ts'
import { entriesBetween } from './entries-between.ts'
import { deletion } from './entry.ts'
import { mergeSegments } from './merge-segments.ts'
import { openKeys } from './open-keys.ts'
import { settleKeys, type KeysToSettle, type SettledKeys } from './settle-keys.ts'

/** What a record says: its key, and what is stored; null takes the row away. */
type Said = { key: number; value: number | null }
type Chunks = Said[][]
type Place = { version: number; ordinal: number; row: number }
type Known = Place & { value: number | null }

const said = fc.record({ key: fc.nat(12), value: fc.option(fc.nat(2), { freq: 4 }) })
const chunks = fc.array(fc.array(said, { maxLength: 8 }), { maxLength: 4 })
const onDuplicate = fc.constantFrom(...duplicatePolicies)

const lineOf = ({ key, value }: Said) => JSON.stringify({ key, value })

function entriesOf(records: Said[]): Uint8Array {
  const keys = openKeys(['key'], testHost)
  for (const record of records)
    if (record.value === null) keys.deletion({ key: record.key })
    else keys.row({ key: record.key }, lineOf(record))
  return keys.close()
}

/** A run's entries with what they stand for, in order. */
function entered(run: Chunks): (Place & Said)[] {
  return run.flatMap((records, ordinal) => {
    let row = 0
    return records.map((each) => ({ ...each, version: 0, ordinal, row: each.value === null ? deletion : row++ }))
  })
}

interface Model {
  duplicates: string[]
  refused: string[]
  superseded: string[]
  counts: SettledKeys['counts']
  added: Map<number, Known>
}

/** The same by a Map, a key at a time. @param live what the lineage says of each key */
function plainly(
  run: Chunks,
  live: Map<number, Known>,
  { onDuplicate: policy, upserts, version, asOf = Infinity }: Omit<KeysToSettle, 'own' | 'live' | 'isLive'>,
): Model {
  const model: Model = {
    duplicates: [],
    refused: [],
    superseded: [],
    counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 0, duplicate: 0 },
    added: new Map(),
  }
  const byKey = Map.groupBy(entered(run), ({ key }) => key)
  for (const [key, all] of byKey) {
    const stands = policy === 'last' ? all.at(-1)! : all[0]!
    const isDeletion = stands.value === null
    const others = all.filter((each) => each !== stands && each.value !== null)
    if (policy === 'refuse')
      model.refused.push(...others.map((o) => `${o.ordinal}/${o.row} for ${stands.ordinal}/${stands.row}`))
    else model.duplicates.push(...others.map((o) => `${o.ordinal}/${o.row}`))
    const now = upserts ? live.get(key) : undefined
    const isThere = now !== undefined && now.value !== null
    const standing = `${stands.ordinal}/${stands.row}`
    if (now && now.version > asOf) {
      if (!isDeletion) model.duplicates.push(standing)
      continue
    }
    if (!isDeletion && isThere && now.value === stands.value) {
      model.counts.unchanged++
      model.duplicates.push(standing)
      continue
    }
    if (isDeletion && !isThere) continue
    if (isThere) model.superseded.push(`${now.version}: ${now.ordinal}/${now.row}`)
    model.counts[isDeletion ? 'deleted' : isThere ? 'updated' : 'inserted']++
    if (upserts) model.added.set(key, { ...stands, version })
  }
  model.counts.duplicate = model.duplicates.length
  return model
}

function told(settled: SettledKeys) {
  return {
    duplicates: rowsOf(settled.duplicates),
    refused: [...settled.refused].flatMap(([ordinal, rows]) =>
      rows.map(({ row, first }) => `${ordinal}/${row} for ${first.ordinal}/${first.row}`),
    ),
    superseded: [...settled.superseded].flatMap(([version, rows]) => rowsOf(rows).map((row) => `${version}: ${row}`)),
    counts: settled.counts,
  }
}

function rowsOf(lists: Map<number, number[]>): string[] {
  for (const rows of lists.values()) expect(rows).toEqual(rows.toSorted((a, b) => a - b))
  return [...lists].flatMap(([ordinal, rows]) => rows.map((row) => `${ordinal}/${row}`))
}

const sorted = ({ duplicates, refused, superseded, counts }: Omit<Model, 'added'>) => ({
  duplicates: duplicates.toSorted(),
  refused: refused.toSorted(),
  superseded: superseded.toSorted(),
  counts,
})

/** What came of several ranges of digests. */
function together(parts: SettledKeys[]): Omit<Model, 'added'> & { added: Uint8Array } {
  const all = parts.map(told)
  const counts = { inserted: 0, updated: 0, deleted: 0, unchanged: 0, duplicate: 0 }
  for (const part of all)
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += part.counts[name]
  return {
    duplicates: all.flatMap(({ duplicates }) => duplicates),
    refused: all.flatMap(({ refused }) => refused),
    superseded: all.flatMap(({ superseded }) => superseded),
    counts,
    added: Uint8Array.from(parts.flatMap(({ added }) => [...added])),
  }
}

/** In ranges, as a job settles them. */
function settled(run: Chunks, keys: Omit<KeysToSettle, 'own'>, cuts: Uint8Array[]) {
  const own = run.map((records, ordinal) => ({ ordinal, entries: entriesOf(records) }))
  const bounds = [new Uint8Array(16), ...cuts.toSorted(compare)]
  return together(
    bounds.map((from, at) => {
      const to = bounds[at + 1] ?? null
      return settleKeys({
        ...keys,
        own: own.map(({ ordinal, entries }) => ({ ordinal, entries: entriesBetween(entries, 32, from, to) })),
        live: keys.live.map((entries) => entriesBetween(entries, 36, from, to)),
      })
    }),
  )
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at < 0 ? 0 : a[at]! - b[at]!
}

const cuts = fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { maxLength: 3 })

test('the rows of a run by themselves', { timeout: fuzzTimeout }, () => {
  fc.assert(
    fc.property(chunks, onDuplicate, cuts, (run, policy, at) => {
      const keys = { onDuplicate: policy, upserts: false, version: 1 }
      const { added, ...found } = settled(run, { ...keys, live: [], isLive: () => true }, at)
      expect(sorted(found)).toEqual(sorted(plainly(run, new Map(), keys)))
      expect(added).toHaveLength(0)
    }),
    fuzzRuns(300),
  )
})

/** What happens to a dataset: a run, published behind a version that was there; or segments become one. */
const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ run: chunks, onDuplicate, behind: fc.nat(100), asOf: fc.option(fc.nat(6)), cuts }),
  },
  { weight: 1, arbitrary: fc.record({ forget: fc.nat(100) }) },
)

test('runs one after another, rolled back now and then, with segments merged', { timeout: fuzzTimeout }, () => {
  let rows = 0
  const property = fc.property(fc.array(event, { maxLength: 12 }), (events) => {
    // Each version with those it was published behind, and what they say of each key, newest last.
    let lineages: { versions: number[]; live: Map<number, Known> }[] = [{ versions: [], live: new Map() }]
    let segments: Uint8Array[] = []
    let version = 0
    for (const each of events) {
      if ('forget' in each) {
        // Heads that can no longer be gone back to.
        lineages = lineages.slice(each.forget % lineages.length)
        const isKept = (of: number) => lineages.some(({ versions }) => versions.includes(of))
        const isInAll = (of: number) => lineages.every(({ versions }) => versions.includes(of))
        segments = [mergeSegments(segments, isKept, isInAll)]
        expectSorted(segments[0]!)
        continue
      }
      const before = lineages[each.behind % lineages.length]!
      const keys = {
        onDuplicate: each.onDuplicate,
        upserts: true,
        version: ++version,
        ...(each.asOf !== null && { asOf: each.asOf }),
      }
      const isLive = (of: number) => before.versions.includes(of)
      const found = settled(each.run, { ...keys, live: segments, isLive }, each.cuts)
      const model = plainly(each.run, before.live, keys)
      expect(sorted(found)).toEqual(sorted(model))
      expect(found.added).toHaveLength(model.added.size * 36)
      expectSorted(found.added)
      segments.push(found.added)
      lineages.push({ versions: [...before.versions, version], live: new Map([...before.live, ...model.added]) })
      rows += each.run.flat().length
    }
  })
  fc.assert(property, fuzzRuns(300))
  expect(rows).toBeGreaterThan(1000)
})

/** By digest, then the newest first. */
function expectSorted(entries: Uint8Array): void {
  for (let at = 36; at < entries.length; at += 36) {
    const [last, now] = [entries.subarray(at - 36, at), entries.subarray(at, at + 36)]
    const order = compare(last.subarray(0, 16), now.subarray(0, 16))
    expect(order < 0 || (order === 0 && compare(last.subarray(24, 28), now.subarray(24, 28)) > 0)).toBe(true)
  }
}
