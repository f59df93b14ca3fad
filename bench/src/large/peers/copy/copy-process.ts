import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
// oxlint-disable-next-line eslint/no-restricted-imports
import postgres from 'postgres'
import { transformTelemetry } from '../../../inputs/telemetry.ts'
import { telemetryValidator } from '../validator.ts'

// Reads a file line by line into a table; told a file, it answers with its valid records.
const sql = postgres(process.argv[2]!, { max: 1 })
const valid = telemetryValidator()
const batchLength = 1 << 16

/** Rows in COPY's text format, many at a time: a write for each row would cost more than the row. */
async function* rowsOf(file: string, count: () => void): AsyncGenerator<string> {
  let batch = ''
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const record = transformTelemetry(JSON.parse(line) as Parameters<typeof transformTelemetry>[0])
    if (!valid(record)) continue
    count()
    batch += `${JSON.stringify(record).replaceAll('\\', '\\\\')}\n`
    if (batch.length < batchLength) continue
    yield batch
    batch = ''
  }
  yield batch
}

async function load(file: string): Promise<number> {
  let records = 0
  const table = await sql`copy bench_copy.records (record) from stdin`.writable()
  await pipeline(Readable.from(rowsOf(file, () => (records += 1))), table)
  return records
}

process.on('message', ({ file }: { file: string }) => void load(file).then((records) => process.send!(records)))
process.on('disconnect', () => process.exit())
