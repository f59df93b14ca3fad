import { createHash } from 'node:crypto'
import type { NewInput } from '@syndicate/catalog'
import { newId, ProblemError } from '@syndicate/contracts'
import { isReadWhole, type Declared } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import { cutPlan } from './cut-plan.ts'
import { createCutting } from './cutting.ts'
import { createPartWriter, type PartWriter } from '../parts/part-writer.ts'

/** Of an input that comes in. */
export interface Progress {
  /** In memory at the moment. */
  heldBytes: number
  /** Found so far. */
  records: number
}

/**
 * Cuts the bytes of an input at record boundaries and stores the parts, which nobody owns yet; a small one comes back whole,
 * to be stored with the run. What can only be read whole is stored as it comes. Memory stays at a few parts, whatever the
 * size; how much that is at the moment `onProgress` is told. An input that cannot be cut to its end is stored with the reason, for its run to fail with.
 * Throws empty-input, input-too-large, what looking at its head throws, and whatever the body throws; then nothing stays.
 */
export async function storeInput(
  ctx: RunContext,
  declared: Declared,
  body: AsyncIterable<Uint8Array>,
  onProgress: (progress: Progress) => void = () => {},
): Promise<NewInput> {
  const id = newId()
  const isCut = !isReadWhole(declared.format)
  const cutting = createCutting(declared, ctx.limits.cut)
  const writer = createPartWriter(ctx.catalog.inputs, id, isCut ? 'slice' : 'raw', tell)
  const hash = createHash('sha256')
  let bytes = 0
  /** Came in since a part came out: what is being cut, as far as it is kept. */
  let uncut = 0

  function tell(): void {
    const { maxRecordBytes, sliceBytes } = ctx.limits.cut
    const uncutBytes = cutting.problem ? 0 : Math.min(uncut, maxRecordBytes + sliceBytes)
    onProgress({ heldBytes: writer.heldBytes + uncutBytes, records: cutting.records })
  }

  try {
    for await (const piece of body) {
      bytes += piece.byteLength
      if (bytes > ctx.limits.maxInputBytes) {
        throw new ProblemError('input-too-large', `The input may have at most ${ctx.limits.maxInputBytes} bytes`)
      }
      hash.update(piece)
      const parts = cutting.push(piece)
      uncut = parts.length > 0 ? 0 : uncut + piece.byteLength
      tell()
      await writeAll(writer, parts)
    }
    if (bytes === 0) throw new ProblemError('empty-input', 'There is nothing in the body')
    await writeAll(writer, cutting.end())
    const { parts, only } = await writer.finish()
    const { ms, problem, reading } = cutting
    const cut = cutPlan(ctx.limits.cut, reading)
    const input = { id, bytes, sha256: hash.digest('hex'), parts, chunks: isCut ? parts : null, cut, cutMs: ms }
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
