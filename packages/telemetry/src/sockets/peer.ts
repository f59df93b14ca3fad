import type { Topic } from '@syndicate/contracts'
import type { Sender } from '../gathering/gatherer.ts'

/** Who is at the other end of a socket, and what they may. */
export interface Peer {
  userId: string
  username: string
  /** As whom its telemetry comes in. */
  sender: Sender
  /** @throws ProblemError for a topic that is not for them, or is none */
  requireTopic: (topic: Topic) => Promise<void>
  /** @throws ProblemError when they may start no runs */
  requireStart: () => void
  /** Whether this token shows that a message comes from the peer itself, and not from a page they happen to look at. */
  proves: (token: string | undefined) => boolean
  /** Calls back once they are let in no longer. @returns how not to be called any more */
  onOver: (end: () => void) => () => void
}
