import type { OnDuplicate } from '@syndicate/contracts'
import { settleKeys } from './settle-keys.ts'

/** What a run over a sample, and nothing else, would make of rows that have the same key. */
export interface SampleKeys {
  /** Takes what came of the next slice. @param entries its own entries; null: there is no key */
  take(entries: Uint8Array | null): void
  /** Rows that do not count, as numbers of slice and row: others stand for them, or they are refused. */
  settle(): {
    isOf(slice: number, row: number): 'duplicate' | 'refused' | undefined
    duplicate: number
    refused: number
  }
}

export function createSampleKeys(onDuplicate: OnDuplicate = 'last'): SampleKeys {
  const own: { ordinal: number; entries: Uint8Array }[] = []

  return {
    take: (entries) => void own.push({ ordinal: own.length, entries: entries ?? new Uint8Array() }),
    settle() {
      const found = settleKeys({ own, live: [], isLive: () => false, onDuplicate, upserts: false, version: 1 })
      const duplicates = new Map([...found.duplicates].map(([slice, rows]) => [slice, new Set(rows)]))
      const refused = new Map([...found.refused].map(([slice, rows]) => [slice, new Set(rows.map(({ row }) => row))]))
      return {
        isOf(slice, row) {
          if (duplicates.get(slice)?.has(row)) return 'duplicate'
          return refused.get(slice)?.has(row) ? 'refused' : undefined
        },
        duplicate: found.counts.duplicate,
        refused: [...refused.values()].reduce((sum, rows) => sum + rows.size, 0),
      }
    },
  }
}
