import { settleKeys, type KeysToSettle } from '@syndicate/pipeline'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { standingEntries } from './standing-entries.ts'

const own = 32

/** Entries of a chunk: keys by their place, some of them deletions. */
function entriesOf(keys: readonly { key: number; gone: boolean }[]): Uint8Array {
  const entries = keys
    .map(({ key, gone }, place) => ({ key, place, gone }))
    .toSorted((a, b) => a.key - b.key || a.place - b.place)
  const bytes = new Uint8Array(entries.length * own)
  const view = new DataView(bytes.buffer)
  let rows = 0
  const rowOf = keys.map(({ gone }) => (gone ? 0xffff_ffff : rows++))
  entries.forEach(({ key, place }, nth) => {
    view.setUint32(nth * own, key)
    view.setUint32(nth * own + 24, place)
    view.setUint32(nth * own + 28, rowOf[place]!)
  })
  return bytes
}

const chunk = fc.array(fc.record({ key: fc.nat(5), gone: fc.boolean() }), { maxLength: 20 })

test('settling some chunks first, and then those that stand with the others, comes to the same', () => {
  fc.assert(
    fc.property(
      fc.array(chunk, { minLength: 2, maxLength: 5 }),
      fc.nat(3),
      fc.constantFrom('first', 'last', 'refuse'),
      (chunks, cut, onDuplicate) => {
        const all = chunks.map((keys, ordinal) => ({ ordinal, entries: entriesOf(keys) }))
        const options: Omit<KeysToSettle, 'own'> = {
          live: [],
          isLive: () => false,
          onDuplicate,
          upserts: false,
          version: 1,
        }
        const settle = (some: typeof all) => settleKeys({ ...options, own: some })
        const rowsOf = ({ duplicates, refused }: ReturnType<typeof settle>) => [
          ...[...duplicates].flatMap(([ordinal, rows]) => rows.map((row) => `${ordinal}/${row}`)),
          ...[...refused].flatMap(([ordinal, rows]) => rows.map(({ row }) => `${ordinal}/${row}`)),
        ]
        const first = settle(all.slice(0, cut))
        const then = settle([...standingEntries(all.slice(0, cut), first), ...all.slice(cut)])
        expect([...rowsOf(first), ...rowsOf(then)].toSorted()).toEqual(rowsOf(settle(all)).toSorted())
        expect(first.counts.duplicate + then.counts.duplicate).toBe(settle(all).counts.duplicate)
      },
    ),
    { numRuns: 500 },
  )
})
