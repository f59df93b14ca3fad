import { createHash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Sql } from '../src/connect.ts'
import type { Catalog, NewRun } from '../src/index.ts'
import { newRun, stagedChunk, verdict } from './fixture.ts'

/** Takes a run with one chunk for each list of numbers, which are its records, to its end. @returns its id */
export async function publishNumbers(
  catalog: Catalog,
  chunks: number[][],
  changes: Partial<NewRun> = {},
): Promise<string> {
  const run = await newRun(catalog, changes)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  for (const [ordinal, numbers] of chunks.entries()) {
    const data = zstdCompressSync(numbers.map((n) => `{"n":${n}}\n`).join(''))
    const sha256 = createHash('sha256').update(data).digest('hex')
    await catalog.chunks.stage(run.id, ordinal, stagedChunk(numbers.length, { data, sha256 }))
    await catalog.chunks.pass(run.id, 0, ordinal, verdict())
  }
  await catalog.chunks.seal(run.id, 0, chunks.length, 1)
  return run.id
}

/** Marks rows of a chunk under a version. */
export async function mark(sql: Sql, runId: string, ordinal: number, version: number, rows: number[]): Promise<void> {
  await sql`insert into marks (run_id, ordinal, version, rows) values (${runId}, ${ordinal}, ${version}, ${rows})`
}

/** The numbers that a version of `things` shows, a list for each frame. */
export async function numbersOf(catalog: Catalog, version?: number): Promise<number[][]> {
  const found: number[][] = []
  for await (const frame of catalog.registry.frames('things', version === undefined ? {} : { version })) {
    const lines = zstdDecompressSync(frame.data).toString().trimEnd().split('\n')
    const numbers = lines.map((line) => (JSON.parse(line) as { n: number }).n)
    if (numbers.length !== frame.records) throw new Error('A frame does not hold as many records as it says')
    found.push(numbers)
  }
  return found
}
