import { setImmediate as breathe } from 'node:timers/promises'
import { booksBalance, type Run } from '@syndicate/contracts'
import { createCutter } from '@syndicate/pipeline'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { accept, end, openRuns, readings, recipe, runToEnd, smallLimits, type OpenRuns } from './fixture.ts'

const MiB = 1024 ** 2
const limits = {
  ...smallLimits,
  maxInputBytes: 64 * MiB,
  cut: { sliceBytes: MiB, maxRecordBytes: 8 * MiB, maxDocumentBytes: MiB },
}
const plain = { ...recipe, steps: [], schema: undefined }

/** As a decoder gives what was compressed: some at a time. */
async function* repeated(text: string, bytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.from(text.repeat(Math.ceil((64 * 1024) / text.length)))
  for (let sent = 0; sent < bytes; sent += piece.length) {
    yield piece
    await breathe()
  }
}

/** A CSV of so many columns with names of so many letters, and rows of nothing else than commas. */
async function* emptyCsv(columns: number, letters: number, rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${Array.from({ length: columns }, (_, n) => String(n).padStart(letters, 'x')).join()}\n`)
  yield* repeated(`${','.repeat(columns - 1)}\n`, rows * columns)
}

/** What is stored of inputs, chunks and refusals, in bytes. */
async function storedBytes({ database: { url, schema } }: OpenRuns): Promise<number> {
  const sql = postgres(url, { max: 1, connection: { search_path: schema } })
  const [row] = await sql<{ bytes: number }[]>`
    select ((select coalesce(sum(octet_length(data)), 0) from input_parts)
      + (select coalesce(sum(octet_length(data)), 0) from chunks)
      + (select coalesce(sum(octet_length(data) + octet_length(groups::text)), 0) from refusals))::int as bytes`
  await sql.end()
  return row!.bytes
}

/** It has failed, says why in a few words, and its books are in order. */
function expectFailed(run: Run, code: string, why: RegExp): void {
  expect(run).toMatchObject({ state: 'failed', error: { code, detail: expect.stringMatching(why) as string } })
  expect(Buffer.byteLength(run.error!.detail)).toBeLessThanOrEqual(1000)
  expect(booksBalance(run.counts)).toBe(true)
}

test('columns with long names end their run while they come, whatever is in the rows', async () => {
  await using open = await openRuns(limits)
  open.work()
  // Compressed it has 24.6 kB, and each row of 4 kB would become 8 MB.
  const run = await runToEnd(open, emptyCsv(4096, 2048, 1000), { recipe: plain, format: 'csv' })
  expectFailed(run, 'malformed-input', /^The names of the columns have more than 65536 bytes/)
  expect(await storedBytes(open)).toBeLessThan(1000)
  expect(await runToEnd(open, readings(10))).toMatchObject({ state: 'published' })
})

test('rows that grow many times larger by names that may be end their run, and others go on', async () => {
  await using open = await openRuns(limits)
  open.work()
  const grown = await accept(open, emptyCsv(500, 130, 20_000), { recipe: plain, format: 'csv' })
  const other = await accept(open, readings(10))
  expect(await end(open.ctx, other)).toMatchObject({ state: 'published' })
  const run = await end(open.ctx, grown)
  expectFailed(run, 'grown-too-large', /^The records take more than 32 MiB as they are stored, .*shorter names/)
  expect(run.counts).toMatchObject({ quarantined: 0, filtered: 0 })
  expect(run.counts.in).toBeGreaterThan(100)
  expect(await storedBytes(open)).toBeLessThan(100_000)
})

test.each([
  // Compressed, these are next to nothing.
  ['many small records', 'ndjson', '[]\n', 8 * MiB, /^\d+ of \d+ records were refused, and with their originals/],
  [
    'none more than a chunk may become',
    'ndjson',
    `"${'x'.repeat(20)}"\n`,
    8 * MiB,
    /^\d+ of \d+ records .* bytes to keep/,
  ],
  ['rows of a table', 'csv', 'a,b\n,,\n', 8 * MiB, /^\d+ of \d+ records were refused/],
] as const)('what is refused has a bound: %s', async (_what, format, text, bytes, why) => {
  await using open = await openRuns(limits)
  open.work()
  const run = await runToEnd(open, repeated(text, bytes), { recipe: plain, format })
  expectFailed(run, 'grown-too-large', why)
  expect(run.counts.quarantined).toBeGreaterThan(10_000)
  expect(await storedBytes(open)).toBeLessThan(0.6 * MiB)
  expect(await runToEnd(open, readings(10))).toMatchObject({ state: 'published' })
})

test('what 64 KiB become is at most 100 times as much, or the run fails', async () => {
  await using open = await openRuns(limits)
  open.work()
  const size = 64 * 1024
  let before = await storedBytes(open)
  for (const [format, text] of [
    ['ndjson', '1\n'],
    ['ndjson', '{"\\u0001":"\\u0001"}\n'],
    ['json', `[${'[],'.repeat(size / 3 - 1)}[]]`],
    ['csv', `${'é'.repeat(15_000)}\n${'1\n'.repeat(16_000)}`],
    ['msgpack', '\xc0'],
  ] as const) {
    const bytes = Buffer.from(
      text.repeat(Math.max(1, Math.floor(size / text.length))),
      format === 'msgpack' ? 'latin1' : 'utf8',
    )
    const run = await runToEnd(open, bytes, { recipe: plain, format })
    const after = await storedBytes(open)
    expect(after - before, `${format} ${text.slice(0, 10)} ${run.state}`).toBeLessThan(100 * size)
    expect(booksBalance(run.counts)).toBe(true)
    before = after
  }
})

test('what a YAML says of itself is not repeated at length', async () => {
  await using open = await openRuns(limits)
  open.work()
  const run = await runToEnd(open, Buffer.from(`a: *${'ä'.repeat(200_000)}\n`), { recipe: plain, format: 'yaml' })
  expect(run).toMatchObject({ state: 'rejected', counts: { in: 1, quarantined: 1 } })
  const { records } = await open.ctx.catalog.quarantine.list({ run: run.runId, limit: 1 })
  expect(records[0]!.reason).toMatch(/^The YAML could not be read: .*ä{100,500}…, at line 1, column 4$/)
})

test('a chunk that is looked at in a process of its own has the same bound', async () => {
  await using open = await openRuns(limits)
  const { ctx } = open
  const names = Array.from({ length: 500 }, (_, n) => String(n).padStart(130, 'x'))
  const cutter = createCutter('csv', limits.cut)
  cutter.push(Buffer.from(`${names.join()}\n${`${','.repeat(499)}\n`.repeat(200)}`))
  const [slice] = cutter.end()
  const taken = ctx.executor.transform({ hash: 'h', recipe: plain }, slice!, { suspicion: new Error('it died before') })
  await expect(taken).rejects.toMatchObject({ code: 'grown-too-large', counts: { quarantined: 0 } })
})
