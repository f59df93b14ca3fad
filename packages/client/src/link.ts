import type { Topic } from '@syndicate/contracts'
import type { UnsentTelemetry } from './telemetry-outbox.ts'

/** One way events come by, until it breaks. */
export interface Link {
  /** Asks for a topic, after what its followers have seen. */
  follow(topic: Topic): void
  leave(topic: Topic): void
  send(message: UnsentTelemetry): void
  close(): void
  /** Resolves when it is over, never rejects. */
  over: Promise<LinkEnd>
}

/** `blocked`: it never worked. `broken`: it did. `refused`: the server sent us away because of who we are. */
export type LinkEnd = 'blocked' | 'broken' | 'refused'
