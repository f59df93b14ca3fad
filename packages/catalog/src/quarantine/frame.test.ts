import type { Refusal } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { FrameDamaged, frameOf, indexOf, packFrames, recordId, unpackFrame } from './frame.ts'

function refusals(count: number, changes: (n: number) => Partial<Refusal> = () => ({})): Refusal[] {
  return Array.from({ length: count }, (_, position) => ({
    position,
    stage: 'transform',
    code: 'cast-failed',
    reason: 'cpu is no number',
    original: `{"n":${position}}`,
    encoding: 'text',
    ...changes(position),
  }))
}

const none = new Map<number, number>()

test('what is packed is unpacked, by position, and counted by what it has in common', async () => {
  const refused = refusals(10, (n) => ({
    ...(n % 2 === 0 ? { code: 'malformed-record' } : { field: 'cpu', record: '{}' }),
    ...(n === 3 && { original: 'a\0b', reason: 'a\0b' }),
  }))
  const [frame, ...more] = await packFrames(refused.toReversed(), new Map([[5, 2]]))
  expect(more).toEqual([])
  const common = { stage: 'transform', code: 'cast-failed', field: 'cpu' }
  expect(frame!.groups).toEqual([
    { stage: 'transform', code: 'malformed-record', field: null, attempt: 0, source: null, count: 5 },
    { ...common, attempt: 0, source: 'record', count: 4 },
    { ...common, attempt: 2, source: 'record', count: 1 },
  ])
  const lines = await unpackFrame(frame!)
  expect(lines.map(({ position }) => position)).toEqual(refused.map(({ position }) => position))
  expect(lines.map(({ group }) => group)).toEqual([0, 1, 0, 1, 0, 2, 0, 1, 0, 1])
  expect(lines[3]).toMatchObject({ encoding: 'base64', reason: 'a\u2400b' })
  expect(Buffer.from(lines[3]!.original, 'base64').toString()).toBe('a\0b')
})

test.each<[string, Refusal[], number[]]>([
  ['of many records', refusals(4500), [2000, 2000, 500]],
  ['of long records', refusals(5, () => ({ original: 'x'.repeat(200_000) })), [2, 2, 1]],
  ['with a very long one among others', refusals(3, (n) => ({ original: 'x'.repeat(n === 1 ? 1e6 : 1) })), [1, 1, 1]],
  ['of no two alike', refusals(250, (n) => ({ field: `f${n}` })), [100, 100, 50]],
])('a chunk %s makes several frames, each cheap to take apart', async (_what, refused, sizes) => {
  const frames = await packFrames(refused, none)
  expect(frames.map(({ records }) => records)).toEqual(sizes)
  const lines = await Promise.all(frames.map(unpackFrame))
  expect(lines.flat().map(({ position }) => position)).toEqual(refused.map(({ position }) => position))
  expect(frames.map(({ id }) => id)).toEqual(frames.map(({ id }) => id).toSorted())
})

test('a frame that is damaged, cut short or of another length is not taken for a whole one', async () => {
  const [frame] = await packFrames(refusals(100), none)
  const flipped = Uint8Array.from(frame!.data)
  flipped[flipped.length >> 1]! ^= 1
  const spoilt = [
    { ...frame!, data: flipped },
    { ...frame!, data: frame!.data.subarray(0, -9) },
    { ...frame!, data: Buffer.alloc(0) },
    { ...frame!, records: 99 },
    { ...frame!, bytes: frame!.bytes - 1 },
    { ...frame!, bytes: frame!.bytes + 1 },
  ]
  for (const each of spoilt) await expect(unpackFrame(each)).rejects.toBeInstanceOf(FrameDamaged)
})

test('the id of a record leads to its frame and its place there', async () => {
  const [frame] = await packFrames(refusals(1), none)
  const id = recordId(frame!.id, 1999)
  expect([frameOf(id), indexOf(id), recordId(frame!.id, 0)]).toEqual([frame!.id, 1999, frame!.id])
})
