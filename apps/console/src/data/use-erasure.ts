import type { AcceptedErasure, Erasure } from '@syndicate/contracts'
import { useEffect } from 'preact/hooks'
import { showErasure } from './erasures.ts'
import { useAnswer } from './use-answer.ts'

const askEveryMs = 500
/** When nobody could say. */
const tryEveryMs = 5_000

interface FollowedErasure {
  /** As it is now, as far as that is known. */
  erasure: Erasure
  /** Why the last time nobody could say; it is asked on all the same. */
  error: unknown
}

/** Follows an erasure until it is done, or until nobody looks any more: what waits for runs may take as long as they do. */
export function useErasure({ dataset, id, ...asked }: AcceptedErasure): FollowedErasure {
  const answer = useAnswer((signal) => showErasure(dataset, id, signal), [dataset, id])
  const erasure = answer.data ?? { dataset, id, ...asked }
  const isUnderWay = erasure.state === 'running' && !answer.loading
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setTimeout(answer.reload, answer.error === undefined ? askEveryMs : tryEveryMs)
    return () => clearTimeout(timer)
  }, [isUnderWay])
  return { erasure, error: answer.error }
}
