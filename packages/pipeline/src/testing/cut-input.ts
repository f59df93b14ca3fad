import type { Format, ReadOptions } from '@syndicate/contracts'
import { createCutter } from '../cut/create-cutter.ts'
import type { CutLimits } from '../cut/cutter.ts'

const usualLimits: CutLimits = { sliceBytes: 1_000_000, maxRecordBytes: 1_000_000, maxDocumentBytes: 1_000_000 }

export interface CutOptions {
  limits?: Partial<CutLimits>
  /** Bytes a push; all at once when left out. */
  pieceBytes?: number
  reading?: ReadOptions
  isPlaced?: boolean
}

export function cutInput(
  format: Format,
  input: string | Uint8Array,
  { limits, pieceBytes, reading, isPlaced }: CutOptions = {},
): Uint8Array[] {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  const cutter = createCutter(format, { ...usualLimits, ...limits }, reading, isPlaced)
  const slices: Uint8Array[] = []
  const step = pieceBytes ?? (bytes.length || 1)
  for (let i = 0; i < bytes.length; i += step) {
    // As a host does that reads into the same buffer again and again.
    const piece = bytes.slice(i, i + step)
    slices.push(...cutter.push(piece))
    piece.fill(0)
  }
  return [...slices, ...cutter.end()]
}
