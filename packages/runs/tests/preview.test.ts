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
