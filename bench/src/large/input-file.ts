import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { benchDir } from '../bench-dir.ts'
import { recordBytes, telemetryRecord } from '../telemetry-record.ts'

const batch = 10_000

/** The path of an NDJSON file with this many telemetry records, made when it is not there whole. */
export async function inputFile(records: number): Promise<string> {
  const file = join(benchDir, `telemetry-${records}.ndjson`)
  if (statSync(file, { throwIfNoEntry: false })?.size === records * recordBytes) return file
  mkdirSync(benchDir, { recursive: true })
  await pipeline(Readable.from(batches(records)), createWriteStream(`${file}.new`))
  renameSync(`${file}.new`, file)
  return file
}

function* batches(records: number): Generator<string> {
  for (let from = 0; from < records; from += batch) {
    const size = Math.min(batch, records - from)
    yield Array.from({ length: size }, (_, index) => `${telemetryRecord(from + index)}\n`).join('')
  }
}
