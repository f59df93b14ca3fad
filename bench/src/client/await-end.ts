import { setTimeout as delay } from 'node:timers/promises'
import { isFinal, pathTo } from '@syndicate/contracts'
import { answerOf } from './answer-of.ts'
import type { Session } from './sign-in.ts'

const everyMs = 250

/** Asks again and again until a run has ended, for whom a socket would not outlive a long upload. @throws Error when it is not published */
export async function awaitEnd(session: Session, runId: string): Promise<void> {
  const url = new URL(pathTo('GET /api/runs/:id', { params: { id: runId } }), session.gatewayUrl)
  for (;;) {
    const { state } = await answerOf<'GET /api/runs/:id'>(await fetch(url, { headers: session.headers }))
    if (state === 'published') return
    if (isFinal(state)) throw new Error(`Run ${runId} ended ${state}`)
    await delay(everyMs)
  }
}
