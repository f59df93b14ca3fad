import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { benchDir } from '../bench-dir.ts'
import { bytesOfRecord, type Input } from './input.ts'

const batchBytes = 1 << 20

/** The path of a file with this many records, made when it is not there whole. */
export async function inputFile(input: Input, records: number): Promise<string> {
  const file = join(benchDir, `${input.name}-${records}.${input.format}`)
  const size = input.header.length + records * bytesOfRecord(input)
  if (statSync(file, { throwIfNoEntry: false })?.size === size) return file
  mkdirSync(benchDir, { recursive: true })
  await pipeline(inputStream(input, records), createWriteStream(`${file}.new`))
  renameSync(`${file}.new`, file)
  return file
}

/** The same bytes without a file. */
export function inputStream(input: Input, records: number): Readable {
  return Readable.from(batches(input, records), { objectMode: false })
}

function* batches(input: Input, records: number): Generator<Buffer> {
  const batch = Math.ceil(batchBytes / bytesOfRecord(input))
  yield Buffer.from(input.header)
  for (let from = 0; from < records; from += batch) {
    const size = Math.min(batch, records - from)
    yield Buffer.concat(Array.from({ length: size }, (_, index) => Buffer.from(input.record(from + index))))
  }
}
