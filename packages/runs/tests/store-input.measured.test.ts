import { Readable } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openPart } from '../src/parts/stored-part.ts'
import { storeInput } from '../src/accept/store-input.ts'
import { openRuns, smallLimits } from './fixture.ts'

const mebibyte = 1024 * 1024
const limits = { ...smallLimits, maxInputBytes: 1024 * mebibyte, cut: { ...smallLimits.cut, sliceBytes: mebibyte } }

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is held, in bytes: garbage may lie about for as long as a busy machine likes. */
function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

/** Lines that compress badly enough, a mebibyte at a time. @param onTake told how many were taken */
function* lines(mebibytes: number, onTake: () => void): Generator<Uint8Array> {
  const line = `${JSON.stringify({ text: 'x'.repeat(1000) })}\n`
  const piece = Buffer.from(line.repeat(Math.ceil(mebibyte / line.length)))
  for (let n = 0; n < mebibytes; n++) {
    onTake()
    yield Uint8Array.from(piece)
  }
}

test('an input of any size is stored with a few parts under way, and not read ahead of what is stored', async () => {
  await using open = await openRuns(limits)
  const { inputs } = open.ctx.catalog
  let taken = 0
  let stored = 0
  let ahead = 0
  let most = 0
  const addPart = inputs.addPart
  inputs.addPart = async (...part) => {
    await addPart(...part)
    stored++
  }
  const body = Readable.from(
    lines(200, () => {
      taken++
      ahead = Math.max(ahead, taken - stored)
      if (taken % 10 === 0) most = Math.max(most, heldBytes())
    }),
    { highWaterMark: 1 },
  )
  const before = heldBytes()
  const input = await storeInput(open.ctx, { format: 'ndjson', reading: {} }, body)
  expect(input).toMatchObject({ chunks: input.parts, cut: { sliceBytes: mebibyte } })
  expect(input.parts).toBeGreaterThan(190)
  expect(stored).toBe(input.parts)
  expect(ahead).toBeLessThan(12)
  expect(most - before).toBeLessThan(60 * mebibyte)
})

test('what is stored does not change when whoever gave it uses its memory again', async () => {
  await using open = await openRuns({ ...limits, cut: { ...limits.cut, sliceBytes: 4096 } })
  const text = Array.from({ length: 3000 }, (_, n) => `{"n":${n}}\n`).join('')
  async function* reusing() {
    const buffer = new Uint8Array(1000)
    for (let at = 0; at < text.length; at += buffer.length) {
      const { written } = new TextEncoder().encodeInto(text.slice(at, at + buffer.length), buffer)
      yield buffer.subarray(0, written)
      buffer.fill(0x20)
    }
  }
  const input = await storeInput(open.ctx, { format: 'ndjson', reading: {} }, reusing())
  let all = ''
  for await (const part of open.ctx.catalog.inputs.parts(input.id, input.parts))
    all += Buffer.from(openPart('slice', part)).toString('latin1')
  expect([...all.matchAll(/"n":(\d+)/g)].map(([, n]) => Number(n))).toEqual(Array.from({ length: 3000 }, (_, n) => n))
})

test('no part is stored before the first one is, by which the collector finds them', async () => {
  await using open = await openRuns()
  const { inputs } = open.ctx.catalog
  const begun: number[] = []
  inputs.addPart = async (_id, ordinal) => {
    begun.push(ordinal)
    throw new Error('gone')
  }
  const body = Readable.from(
    lines(200, () => {}),
    { highWaterMark: 1 },
  )
  await expect(storeInput(open.ctx, { format: 'ndjson', reading: {} }, body)).rejects.toThrow('gone')
  expect(begun).toEqual([0])
})
