import type { QuarantineDryRun, QuarantineReplay } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { useAction } from '../../data/use-action.ts'

export interface Trial {
  result: QuarantineDryRun
  /** Whether some of them would pass, or be left out. */
  mayGoOn: boolean
  /** Names those behind the last. */
  more: (nameFrom: number) => Promise<void>
}

interface Deeds {
  tryOut: (nameFrom: number) => Promise<QuarantineDryRun>
  replay: () => Promise<QuarantineReplay>
}

/** A dry run of a replay, and the replay itself. */
export function useTrial({ tryOut, replay }: Deeds) {
  const [result, setResult] = useState<QuarantineDryRun | null>(null)
  const [replayed, setReplayed] = useState<QuarantineReplay | null>(null)

  async function more(nameFrom: number): Promise<void> {
    const { records, nextRecord } = await tryOut(nameFrom)
    setResult((before) => before && { ...before, records: [...before.records, ...records], nextRecord })
  }

  const trial: Trial | null = result && { result, mayGoOn: result.wouldPass + result.wouldFilter > 0, more }
  return {
    trial,
    replayed,
    attempt: useAction(async () => setResult(await tryOut(0))),
    replay: useAction(async () => setReplayed(await replay())),
    /** What was tried is no longer what is wanted. */
    forget: () => setResult(null),
  }
}
