import { maxHeadBytes, type Inference } from '@syndicate/contracts'
import { inferFromSlices, inferPipeline, type RecordEngine } from '@syndicate/pipeline'
import { openPart } from '../parts/stored-part.ts'
import type { InferTask } from './task.ts'

/** What pipeline would take the records of a task. Throws what an upload of them would be refused with, and input-lost. */
export function inferRecords(engine: RecordEngine, { source, name: fileName }: InferTask): Inference {
  if ('head' in source) return inferPipeline(engine, { ...source.head, fileName })
  if ('frames' in source) {
    const { bytes, isAll } = linesOf(engine, source.frames)
    return inferPipeline(engine, { bytes, isWhole: source.isWhole && isAll, format: 'ndjson', fileName })
  }
  const { parts, isCut, isWhole, format, reading } = source
  if (!isCut) {
    const bytes = Buffer.concat(parts.map((part) => openPart('raw', part)))
    return inferPipeline(engine, { bytes: bytes.subarray(0, maxHeadBytes), isWhole, format, reading, fileName })
  }
  const slices = parts.map((part) => openPart('slice', part))
  const bytes = slices.reduce((sum, { length }) => sum + length, 0)
  const evidence = Object.fromEntries(['format', ...Object.keys(reading)].map((option) => [option, 'As it was sent']))
  return inferFromSlices(engine, { slices, format, reading, evidence, bytes, isWhole }, { fileName, reading })
}

/** Records as NDJSON, as far as they are looked at. */
function linesOf(engine: RecordEngine, frames: Uint8Array[]): { bytes: Uint8Array; isAll: boolean } {
  const lines: Buffer[] = []
  let size = 0
  for (const frame of frames) {
    for (const record of engine.read(frame)) {
      const line = Buffer.from(`${record}\n`)
      if (size + line.length > maxHeadBytes && size > 0) return { bytes: Buffer.concat(lines), isAll: false }
      lines.push(line)
      size += line.length
    }
  }
  return { bytes: Buffer.concat(lines), isAll: true }
}
