import type { QuarantineDryRun, QuarantineReplay } from '@syndicate/contracts'
import { useRef, useState } from 'preact/hooks'
import { useAction } from '../../data/use-action.ts'

export interface Trial {
  result: QuarantineDryRun
  /** Whether some of them would pass, or be left out. */
  mayGoOn: boolean
  /** Names those behind the last. */
  more: (nameFrom: number) => Promise<void>
}

interface Deeds {
  /** Of what is wanted now; null: nothing that could be tried. */
  tryOut: ((nameFrom: number) => Promise<QuarantineDryRun>) | null
  replay: () => Promise<QuarantineReplay>
}

/** A dry run of a replay, and the replay itself. What is shown was tried with what would be replayed: a dry run that comes too late is dropped, and made again. */
export function useTrial({ tryOut, replay }: Deeds) {
  const [result, setResult] = useState<QuarantineDryRun | null>(null)
  const [replayed, setReplayed] = useState<QuarantineReplay | null>(null)
  /** Counts what has been wanted. */
  const wanted = useRef(0)
  const latest = useRef(tryOut)
  latest.current = tryOut

  async function attempt(): Promise<void> {
    while (latest.current) {
      const mine = wanted.current
      try {
        const found = await latest.current(0)
        if (mine === wanted.current) return setResult(found)
      } catch (error) {
        if (mine === wanted.current) throw error
      }
    }
  }

  async function more(nameFrom: number): Promise<void> {
    const mine = wanted.current
    const found = await latest.current?.(nameFrom)
    if (!found || mine !== wanted.current) return
    const { records, nextRecord } = found
    setResult((before) => before && { ...before, records: [...before.records, ...records], nextRecord })
  }

  const trial: Trial | null = result && { result, mayGoOn: result.wouldPass + result.wouldFilter > 0, more }
  return {
    trial,
    replayed,
    attempt: useAction(attempt),
    replay: useAction(async () => setReplayed(await replay())),
    /** What was tried is no longer what is wanted. */
    forget(): void {
      wanted.current += 1
      setResult(null)
    },
  }
}
