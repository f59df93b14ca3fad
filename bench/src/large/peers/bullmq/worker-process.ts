import { open } from 'node:fs/promises'
import { constants, zstdCompressSync } from 'node:zlib'
// oxlint-disable-next-line eslint/no-restricted-imports
import { Worker } from 'bullmq'
// oxlint-disable-next-line eslint/no-restricted-imports
import postgres from 'postgres'
import { readJsonLines } from '../../../inputs/lines.ts'
import { transformTelemetry } from '../../../inputs/telemetry.ts'
import { telemetryValidator } from '../validator.ts'
import { prefix, queueName, type Range } from './range-queue.ts'

// Takes ranges: reads, transforms, validates, compresses and stores each as one row, and returns its valid records.
const [, , redisUrl, databaseUrl] = process.argv
const sql = postgres(databaseUrl!)
const valid = telemetryValidator()
const zstd = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } }

async function load({ file, start, end, ordinal }: Range): Promise<number> {
  const bytes = await readRange(file, start, end)
  let records = 0
  let encoded = ''
  readJsonLines(bytes, (record) => {
    transformTelemetry(record)
    if (!valid(record)) return
    records += 1
    encoded += `${JSON.stringify(record)}\n`
  })
  const data = zstdCompressSync(encoded, zstd)
  await sql`insert into bench_bullmq.chunks (ordinal, records, data) values (${ordinal}, ${records}, ${data})
            on conflict (ordinal) do nothing`
  return records
}

async function readRange(file: string, start: number, end: number): Promise<Buffer> {
  await using handle = await open(file)
  const bytes = Buffer.allocUnsafe(end - start)
  await handle.read(bytes, 0, bytes.length, start)
  return bytes
}

const worker = new Worker<Range, number>(queueName, ({ data }) => load(data), {
  connection: { url: redisUrl! },
  prefix,
  // One range is stored while the next is worked on.
  concurrency: 2,
})
worker.on('error', (error) => console.error(error))
process.on('disconnect', () => process.exit())
