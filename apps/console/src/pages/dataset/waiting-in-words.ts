import type { Erasure } from '@syndicate/contracts'
import { countOf } from '../../format/format-number.ts'

/** Which runs an erasure has not looked at yet; undefined where there are none. */
export function waitingInWords({ waitingFor, dryRun }: Pick<Erasure, 'waitingFor' | 'dryRun'>): string | undefined {
  if (waitingFor === 0) return undefined
  const isOne = waitingFor === 1
  const runs = `${countOf(waitingFor, 'run')} that came before ${isOne ? 'has' : 'have'} yet to end`
  if (dryRun) return `${runs}: what ${isOne ? 'it holds' : 'they hold'} is not counted here, and is erased all the same.`
  return `${runs}, and ${isOne ? 'is' : 'are'} looked at then.`
}
