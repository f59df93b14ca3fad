import { ProblemError, type ReadOptions } from '@syndicate/contracts'
import { createCutter, headBytes, isReadWhole, type CutLimits, type RecordEngine } from '@syndicate/pipeline'
import { createCutting } from '../accept/cutting.ts'
import { openPart } from '../parts/stored-part.ts'
import type { Sample } from './task.ts'

interface Bounds {
  limits: CutLimits
  /** How much is looked at, in bytes of input. */
  inputBytes: number
}

/** What turns out while a sample is cut. */
export interface FoundOfSample {
  reading: ReadOptions
  /** Whether that is all of it. */
  isWhole: boolean
}

type SampleOf<K extends Sample['kind']> = Extract<Sample, { kind: K }>

/**
 * A sample as slices, cut as a run's input is. @param found is told what turns out
 * Throws what a run over the sample would be refused with or fail with, and input-lost.
 */
export function slicesOfSample(
  engine: Pick<RecordEngine, 'read'>,
  sample: Sample,
  bounds: Bounds,
  found: FoundOfSample,
): Iterable<Uint8Array> {
  switch (sample.kind) {
    case 'bytes':
      return cutBytes(sample, bounds, found)
    case 'slices':
      return storedSlices(sample, bounds, found)
    case 'raw':
      return cutStored(sample, bounds)
    case 'frames':
      return cutRecords(engine, sample, bounds, found)
  }
}

/** As an input is cut while it comes in, and one that can only be read whole, thereafter. */
function cutBytes(
  { bytes, format, reading, isWhole }: SampleOf<'bytes'>,
  { limits }: Bounds,
  found: FoundOfSample,
): Uint8Array[] {
  const cutting = createCutting({ format, reading, asSent: true }, isWhole ? limits : ofPart(limits, bytes.length))
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += headBytes) parts.push(...cutting.push(bytes.subarray(at, at + headBytes)))
  parts.push(...(isWhole ? cutting.end() : cutting.leave()))
  const { problem } = cutting
  if (problem) throw new ProblemError(problem.code, problem.detail)
  found.reading = cutting.reading
  if (!isWhole && parts.length === 0)
    throw new ProblemError('malformed-input', `No record ends within the first ${bytes.length} bytes`)
  if (!isReadWhole(format)) return parts
  const cutter = createCutter(format, limits, {}, true)
  return [...parts.flatMap((part) => cutter.push(part)), ...cutter.end()]
}

/** Of an input that goes on behind what is here, the last slice is lost, so that there are many. */
function ofPart(limits: CutLimits, bytes: number): CutLimits {
  return { ...limits, sliceBytes: Math.min(limits.sliceBytes, Math.max(512, Math.ceil(bytes / 64))) }
}

function* storedSlices(
  { stored }: SampleOf<'slices'>,
  { inputBytes }: Bounds,
  found: FoundOfSample,
): Generator<Uint8Array> {
  let bytes = 0
  for (const part of stored) {
    if (bytes >= inputBytes) found.isWhole = false
    if (bytes >= inputBytes) return
    const slice = openPart('slice', part)
    bytes += slice.byteLength
    yield slice
  }
}

/** An input that its run has not cut, or could not. */
function cutStored({ format, stored }: SampleOf<'raw'>, { limits, inputBytes }: Bounds): Uint8Array[] {
  const cutter = createCutter(format, limits, {}, true)
  const slices: Uint8Array[] = []
  let bytes = 0
  for (const raw of stored) {
    const part = openPart('raw', raw)
    bytes += part.byteLength
    if (bytes > inputBytes)
      throw new ProblemError(
        'input-too-large',
        `A ${format} is read whole, and one of more than ${inputBytes} bytes is not previewed`,
      )
    slices.push(...cutter.push(part))
  }
  return [...slices, ...cutter.end()]
}

/** What a dataset holds, as if it came as NDJSON. */
function* cutRecords(
  engine: Pick<RecordEngine, 'read'>,
  { stored }: SampleOf<'frames'>,
  { limits, inputBytes }: Bounds,
  found: FoundOfSample,
): Generator<Uint8Array> {
  const cutter = createCutter('ndjson', limits)
  let bytes = 0
  for (const line of linesOf(engine, stored)) {
    if (bytes >= inputBytes) found.isWhole = false
    if (bytes >= inputBytes) break
    const record = Buffer.from(`${line}\n`)
    bytes += record.length
    yield* cutter.push(record)
  }
  yield* cutter.end()
}

function* linesOf(engine: Pick<RecordEngine, 'read'>, frames: Uint8Array[]): Generator<string> {
  for (const frame of frames) yield* engine.read(frame)
}
