import { createHash } from 'node:crypto'
import type { NewInput } from '@syndicate/catalog'
import { newId, ProblemError, type Format } from '@syndicate/contracts'
import { createCutter, isReadWhole, type Cutter } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import { cutPlan } from './cut-plan.ts'
import { createPartWriter, type PartWriter } from '../parts/part-writer.ts'

/** Uncompressed size of a part of an input that is stored as it comes, to be cut later. */
const rawPartBytes = 1024 * 1024

/**
 * Cuts the bytes of an input at record boundaries and stores the parts, which nobody owns yet; a small one comes back whole,
 * to be stored with the run. What can only be read whole is stored as it comes. Memory stays at a few parts, whatever the
 * size. An input that cannot be cut to its end is stored with the reason, for its run to fail with.
 * Throws empty-input, input-too-large, and whatever the body throws; then nothing stays.
 */
export async function storeInput(ctx: RunContext, format: Format, body: AsyncIterable<Uint8Array>): Promise<NewInput> {
  const id = newId()
  const plan = cutPlan(ctx.limits.cut)
  const isCut = !isReadWhole(format)
  const cutting = isCut ? byRecords(createCutter(format, plan)) : bySize()
  const writer = createPartWriter(ctx.catalog.inputs, id, isCut ? 'slice' : 'raw')
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of body) {
      bytes += piece.byteLength
      if (bytes > ctx.limits.maxInputBytes) {
        throw new ProblemError('input-too-large', `The input may have at most ${ctx.limits.maxInputBytes} bytes`)
      }
      hash.update(piece)
      await writeAll(writer, cutting.push(piece))
    }
    if (bytes === 0) throw new ProblemError('empty-input', 'There is nothing in the body')
    await writeAll(writer, cutting.end())
    const { parts, only } = await writer.finish()
    const { ms, problem } = cutting
    const input = { id, bytes, sha256: hash.digest('hex'), parts, chunks: isCut ? parts : null, cut: plan, cutMs: ms }
    return { ...input, ...(problem && { problem }), ...(only && { only }) }
  } catch (error) {
    await writer.settle()
    if (writer.hasWritten) await abandonInput(ctx, id)
    throw error
  }
}

/** Forgets parts that no run claimed. What fails here is left to the collector. */
export async function abandonInput(ctx: RunContext, id: string): Promise<void> {
  await ctx.catalog.inputs.abandon(id).catch((error: unknown) => ctx.onError(error, 'abandoning an input'))
}

async function writeAll(writer: PartWriter, parts: Uint8Array[]): Promise<void> {
  for (const part of parts) await writer.write(part)
}

interface Cutting {
  push(bytes: Uint8Array): Uint8Array[]
  end(): Uint8Array[]
  /** How long it has taken. */
  readonly ms: number
  /** Why it has stopped. */
  readonly problem: NewInput['problem']
}

/** Each part holds whole records, and says how they are to be read. */
function byRecords(cutter: Cutter): Cutting {
  let ms = 0
  let problem: NewInput['problem']

  /** The rest of an input that makes no sense is read, for its size and its hash, and not kept. */
  function attempt(cut: () => Uint8Array[]): Uint8Array[] {
    if (problem) return []
    const began = performance.now()
    try {
      return cut()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problem = { code: error.code, detail: error.message }
      return []
    } finally {
      ms += performance.now() - began
    }
  }

  return {
    push: (bytes) => attempt(() => cutter.push(bytes)),
    end: () => attempt(() => cutter.end()),
    get ms() {
      return ms
    },
    get problem() {
      return problem
    },
  }
}

/** Parts of the same size. */
function bySize(): Cutting {
  let pending: Uint8Array[] = []
  let size = 0
  const take = () => {
    const part = Buffer.concat(pending)
    pending = []
    size = 0
    return part
  }
  return {
    push(bytes) {
      const full: Uint8Array[] = []
      for (let at = 0; at < bytes.byteLength;) {
        // A copy, for the bytes may be used again by whoever gave them.
        const piece = Uint8Array.from(bytes.subarray(at, at + rawPartBytes - size))
        pending.push(piece)
        size += piece.byteLength
        at += piece.byteLength
        if (size === rawPartBytes) full.push(take())
      }
      return full
    },
    end: () => (size > 0 ? [take()] : []),
    ms: 0,
    problem: undefined,
  }
}
