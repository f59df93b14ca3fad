import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib'
import type { Catalog } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import { decompress } from './decompress.ts'

/** Below this, handing the work to another thread takes longer than the work. */
const smallBytes = 64 * 1024
/** Parts on their way at once: one is compressed while another is stored and the next one comes in. */
const atOnce = 3
/** Records larger than a part make a part larger. Bounds what opening one may take. */
const mostPartBytes = 128 * 1024 * 1024

/** With a checksum: what rots where it is kept must not pass for what was sent. */
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }
const compressAside = promisify(zstdCompress)

export interface PartWriter {
  /** Whether anything of the input is stored, or may be. */
  readonly hasWritten: boolean
  /** Stores the next part. Resolves when there is room for another. */
  write(part: Uint8Array): Promise<void>
  /** Resolves when all is stored. A single part comes back instead, compressed. */
  finish(): Promise<{ parts: number; only?: Uint8Array }>
  /** Resolves when nothing is under way any more, whatever became of it. */
  settle(): Promise<void>
}

/** Stores the parts of one input, compressed, a few at once. The last part is held until it is known not to be the only one. */
export function createPartWriter(inputs: Catalog['inputs'], inputId: string): PartWriter {
  const underWay = new Set<Promise<void>>()
  let held: Uint8Array | undefined
  let parts = 0
  let failure: { error: unknown } | undefined

  function send(part: Uint8Array): void {
    const ordinal = parts++
    const sending = compressPart(part)
      .then((data) => inputs.addPart(inputId, ordinal, data))
      .catch((error: unknown) => void (failure ??= { error }))
      .finally(() => underWay.delete(sending))
    underWay.add(sending)
  }

  async function room(most: number): Promise<void> {
    while (underWay.size >= most) await Promise.race(underWay)
    if (failure) throw failure.error
  }

  return {
    get hasWritten() {
      return parts > 0
    },
    async write(part) {
      if (held) send(held)
      held = part
      await room(atOnce)
    },
    async finish() {
      if (!held) return { parts: 0 }
      if (parts === 0) return { parts: 1, only: await compressPart(held) }
      send(held)
      await room(1)
      return { parts }
    },
    async settle() {
      await Promise.all(underWay)
    },
  }
}

/** The bytes of a stored part. Throws input-lost when it is damaged. */
export function openPart(part: Uint8Array): Uint8Array {
  try {
    return decompress(part, { maxOutputLength: mostPartBytes })
  } catch (cause) {
    throw new ProblemError('input-lost', 'A part of the stored input is damaged', { cause })
  }
}

/** One zstd frame. */
export async function compressPart(part: Uint8Array): Promise<Uint8Array> {
  return part.byteLength < smallBytes ? zstdCompressSync(part, { params }) : compressAside(part, { params })
}
