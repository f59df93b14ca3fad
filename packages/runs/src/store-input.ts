import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib'
import type { NewInput } from '@syndicate/catalog'
import { newId, ProblemError } from '@syndicate/contracts'
import type { RunContext } from './context.ts'
import { decompress } from './decompress.ts'

/** Uncompressed size of a stored part. Extract holds one or two of them. */
const partBytes = 2 * 1024 * 1024

/** Below this, handing the work to another thread takes longer than the work. */
const smallBytes = 64 * 1024

/** With a checksum: what rots where it is kept must not pass for what was sent. */
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }
const compressAside = promisify(zstdCompress)

/**
 * Stores the bytes of an input in compressed parts that nobody owns yet; a small one comes back whole, to be stored
 * with the run. Memory stays at a few parts, whatever the size.
 * Throws empty-input, input-too-large, and whatever the body throws; then nothing stays.
 */
export async function storeInput(ctx: RunContext, body: AsyncIterable<Uint8Array>): Promise<NewInput> {
  const id = newId()
  const hash = createHash('sha256')
  let bytes = 0
  let parts = 0
  let writing: Promise<void> = Promise.resolve()
  try {
    let last: Uint8Array | undefined
    for await (const part of partsOf(body)) {
      if (last) {
        await writing
        writing = addPart(ctx, id, parts++, last)
        writing.catch(() => {})
      }
      bytes += part.byteLength
      if (bytes > ctx.limits.maxInputBytes) {
        throw new ProblemError('input-too-large', `The input may have at most ${ctx.limits.maxInputBytes} bytes`)
      }
      hash.update(part)
      last = part
    }
    if (!last) throw new ProblemError('empty-input', 'There is nothing in the body')
    await writing
    const input = { id, bytes, sha256: hash.digest('hex') }
    if (parts === 0) return { ...input, parts: 1, only: await compress(last) }
    await addPart(ctx, id, parts++, last)
    return { ...input, parts }
  } catch (error) {
    await writing.catch(() => {})
    if (parts > 0) await abandonInput(ctx, id)
    throw error
  }
}

/** Forgets parts that no run claimed. What fails here is left to the collector. */
export async function abandonInput(ctx: RunContext, id: string): Promise<void> {
  await ctx.catalog.inputs.abandon(id).catch((error: unknown) => ctx.onError(error, 'abandoning an input'))
}

/** The bytes of a stored part. Throws input-lost when it is damaged. */
export function openPart(part: Uint8Array): Uint8Array {
  try {
    return decompress(part, { maxOutputLength: partBytes * 2 })
  } catch (cause) {
    throw new ProblemError('input-lost', 'A part of the stored input is damaged', { cause })
  }
}

async function compress(part: Uint8Array): Promise<Uint8Array> {
  return part.byteLength < smallBytes ? zstdCompressSync(part, { params }) : compressAside(part, { params })
}

async function addPart(ctx: RunContext, id: string, ordinal: number, part: Uint8Array): Promise<void> {
  await ctx.catalog.inputs.addPart(id, ordinal, await compress(part))
}

/** Regroups a stream into parts of about `partBytes`. */
async function* partsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = []
  let size = 0
  for await (const bytes of body) {
    for (let at = 0; at < bytes.byteLength;) {
      const piece = bytes.subarray(at, at + partBytes - size)
      pending.push(piece)
      size += piece.byteLength
      at += piece.byteLength
      if (size < partBytes) continue
      yield Buffer.concat(pending)
      pending = []
      size = 0
    }
  }
  if (size > 0) yield Buffer.concat(pending)
}
