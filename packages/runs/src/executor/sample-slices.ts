import type { Catalog } from '@syndicate/catalog'
import { ProblemError, type ReadOptions } from '@syndicate/contracts'
import { createCutter, headBytes, isReadWhole, type CutLimits, type RecordEngine } from '@syndicate/pipeline'
import { createCutting } from '../accept/cutting.ts'
import { openPart } from '../parts/stored-part.ts'
import type { SampleSource } from './task.ts'

interface Deps {
  catalog: Catalog
  engine: RecordEngine
}

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

type Work = <T>(what: () => T) => T
type Source<K extends SampleSource['kind']> = Extract<SampleSource, { kind: K }>

/**
 * A sample as slices, cut as a run's input is.
 * @param found is told what turns out
 * Throws what a run over the sample would be refused with or fail with; dataset-not-found, version-reclaimed, input-lost.
 */
export async function* slicesOfSample(
  deps: Deps,
  sample: SampleSource,
  bounds: Bounds,
  work: Work,
  found: FoundOfSample,
): AsyncGenerator<Uint8Array> {
  switch (sample.kind) {
    case 'bytes':
      return yield* work(() => cut(sample, bounds.limits, found))
    case 'slice':
      return yield* storedSlices(deps, sample, bounds, work, found)
    case 'raw':
      return yield* cutStored(deps, sample, bounds, work)
    case 'dataset':
      return yield* liveRecords(deps, sample, bounds, work, found)
  }
}

/** As an input is cut while it comes in, and one that can only be read whole, thereafter. */
function cut({ bytes, format, reading }: Source<'bytes'>, limits: CutLimits, found: FoundOfSample): Uint8Array[] {
  const cutting = createCutting({ format, reading, asSent: true }, limits)
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += headBytes) parts.push(...cutting.push(bytes.subarray(at, at + headBytes)))
  parts.push(...cutting.end())
  const { problem } = cutting
  if (problem) throw new ProblemError(problem.code, problem.detail)
  found.reading = cutting.reading
  if (!isReadWhole(format)) return parts
  const cutter = createCutter(format, limits, {}, true)
  return [...parts.flatMap((part) => cutter.push(part)), ...cutter.end()]
}

async function* storedSlices(
  { catalog }: Deps,
  { inputId, first, parts }: Source<'slice'>,
  { inputBytes }: Bounds,
  work: Work,
  found: FoundOfSample,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const part of catalog.inputs.parts(inputId, parts, first)) {
    found.isWhole = bytes < inputBytes
    if (!found.isWhole) return
    const slice = work(() => openPart('slice', part))
    bytes += slice.byteLength
    yield slice
  }
}

/** An input that its run has not cut, or could not. */
async function* cutStored(
  { catalog }: Deps,
  { format, inputId, first, parts }: Source<'raw'>,
  { limits, inputBytes }: Bounds,
  work: Work,
): AsyncGenerator<Uint8Array> {
  const cutter = createCutter(format, limits, {}, true)
  let bytes = 0
  for await (const stored of catalog.inputs.parts(inputId, parts, first)) {
    const part = work(() => openPart('raw', stored))
    bytes += part.byteLength
    if (bytes > inputBytes)
      throw new ProblemError('input-too-large', `A ${format} is read whole, and one of more than ${inputBytes} bytes is not previewed`)
    yield* work(() => cutter.push(part))
  }
  yield* work(() => cutter.end())
}

async function* liveRecords(
  { catalog, engine }: Deps,
  { dataset }: Source<'dataset'>,
  { limits, inputBytes }: Bounds,
  work: Work,
  found: FoundOfSample,
): AsyncGenerator<Uint8Array> {
  const cutter = createCutter('ndjson', limits)
  let bytes = 0

  function take(stored: Uint8Array): Uint8Array[] {
    const slices: Uint8Array[] = []
    for (const line of engine.read(stored)) {
      found.isWhole = bytes < inputBytes
      if (!found.isWhole) break
      const record = Buffer.from(`${line}\n`)
      bytes += record.length
      slices.push(...cutter.push(record))
    }
    return slices
  }

  for await (const frame of catalog.registry.frames(dataset)) {
    yield* work(() => take(frame.data))
    if (!found.isWhole) break
  }
  yield* work(() => cutter.end())
}
