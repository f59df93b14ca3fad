import type { Catalog } from '@syndicate/catalog'
import { packPart, type PartKind } from './stored-part.ts'

/** Parts on their way at once: one is compressed while another is stored and the next one comes in. */
const atOnce = 3

export interface PartWriter {
  /** Whether anything of the input is stored, or may be. */
  readonly hasWritten: boolean
  /** Of the parts that are here still, waiting or on their way. */
  readonly heldBytes: number
  /** Stores the next part. Resolves when there is room for another. */
  write(part: Uint8Array): Promise<void>
  /** Resolves when all is stored. A single part comes back instead, compressed. */
  finish(): Promise<{ parts: number; only?: Uint8Array }>
  /** Resolves when nothing is under way any more, whatever became of it. */
  settle(): Promise<void>
}

/**
 * Stores the parts of one input, compressed, a few at once. The last part is held until it is known not to be the only one.
 * @param onStored told whenever a part has gone
 */
export function createPartWriter(
  inputs: Catalog['inputs'],
  inputId: string,
  kind: PartKind,
  onStored: () => void = () => {},
): PartWriter {
  const underWay = new Set<Promise<void>>()
  let held: Uint8Array | undefined
  let parts = 0
  let sendingBytes = 0
  let failure: { error: unknown } | undefined

  function send(part: Uint8Array): void {
    const ordinal = parts++
    sendingBytes += part.byteLength
    const sending = packPart(kind, part)
      .then((data) => inputs.addPart(inputId, ordinal, data))
      .catch((error: unknown) => void (failure ??= { error }))
      .finally(() => {
        underWay.delete(sending)
        sendingBytes -= part.byteLength
        onStored()
      })
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
    get heldBytes() {
      return sendingBytes + (held?.byteLength ?? 0)
    },
    async write(part) {
      if (held) send(held)
      held = part
      // The first is stored before any other: by it the collector finds parts that no run claimed.
      await room(parts === 1 ? 1 : atOnce)
    },
    async finish() {
      if (!held) return { parts: 0 }
      if (parts === 0) return { parts: 1, only: await packPart(kind, held) }
      send(held)
      await room(1)
      return { parts }
    },
    async settle() {
      await Promise.all(underWay)
    },
  }
}
