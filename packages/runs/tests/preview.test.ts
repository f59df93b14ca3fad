import type { PipelinePreview } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { previewPipeline } from '../src/index.ts'
import { accept, openRuns, smallLimits } from './fixture.ts'

const definition = { format: 'yaml', steps: [{ cast: { n: 'integer' } }] }
const yaml = (count: number) => Buffer.from(Array.from({ length: count }, (_, n) => `- n: "${n}"\n`).join(''))
const nobodyLeaves = new AbortController().signal

test('an input that its run has yet to cut is cut for the preview, as the run would', async () => {
  await using open = await openRuns()
  const run = await accept(open, yaml(1000), { format: 'yaml' })
  const json = await previewPipeline(open.ctx, { definition, sample: { run }, limit: 10 }, nobodyLeaves)
  const { books, records, complete } = JSON.parse(Buffer.from(json).toString()) as PipelinePreview
  expect([books, complete]).toEqual([{ in: 1000, loaded: 1000, quarantined: 0, filtered: 0 }, true])
  expect(records.map(({ before, after }) => [before, after])).toEqual(
    Array.from({ length: 10 }, (_, n) => [{ n: String(n) }, { n }]),
  )
  expect(await open.ctx.catalog.runs.get(run)).toMatchObject({ state: 'accepted', chunks: null })
})

test('one of more than 4 MiB that can only be read whole is not', async () => {
  await using open = await openRuns({ ...smallLimits, cut: { ...smallLimits.cut, maxDocumentBytes: 1e7 } })
  const run = await accept(open, yaml(450_000), { format: 'yaml' })
  const asked = previewPipeline(open.ctx, { definition, sample: { run } }, nobodyLeaves)
  await expect(asked).rejects.toMatchObject({ code: 'input-too-large' })
})

const csv = (count: number) => `n,text\r${Array.from({ length: count }, (_, n) => `${n},"a\r\nb é"\r`).join('')}`
const cut = (bytes: Buffer) => ({ base64: bytes.subarray(0, bytes.length - 9).toString('base64') })
const json = (count: number) => JSON.stringify(Array.from({ length: count }, (_, n) => ({ n })))

test.each([
  ['lines that end with CR, and line feeds in quotes', { format: 'csv' }, Buffer.from(csv(2000))],
  ['UTF-16', { format: 'csv', encoding: 'utf-16le' }, Buffer.from(csv(2000), 'utf16le')],
  ['an array', { format: 'json' }, Buffer.from(json(4000))],
  ['what is shorter than a head', { format: 'csv' }, Buffer.from(csv(50))],
])('the beginning of an input is tried up to a record: %s', async (_what, reading, bytes) => {
  await using open = await openRuns()
  const steps = [{ cast: { n: 'integer' } }]
  const request = { definition: { ...reading, steps }, sample: cut(bytes), part: true }
  const told = await previewPipeline(open.ctx, request, nobodyLeaves)
  const { books, complete, records } = JSON.parse(Buffer.from(told).toString()) as PipelinePreview
  expect([books.quarantined, complete]).toEqual([0, false])
  expect(books.in).toBe(books.loaded)
  expect(records[0]).toMatchObject({ before: reading.format === 'csv' ? { n: '0', text: 'a\r\nb é' } : { n: 0 } })
})

test('a part of an input in which no record ends is refused, and so is one of what is read whole', async () => {
  await using open = await openRuns()
  const sample = { text: `n\n"${'a'.repeat(1000)}` }
  for (const [format, code] of [
    ['csv', 'malformed-input'],
    ['yaml', 'validation-failed'],
  ]) {
    const asked = previewPipeline(open.ctx, { definition: { format }, sample, part: true }, nobodyLeaves)
    await expect(asked).rejects.toMatchObject({ code })
  }
})
