import { isFinal, subprotocol, type RunState, type ServerMessage } from '@syndicate/contracts'
import type { Session } from './sign-in.ts'

export interface RunEnd {
  state: RunState
  /** When the event arrived here, as `performance.now()` has it. */
  at: number
}

export interface Feed {
  /** How a run ended, as the socket was told: at once if that was before the question. */
  end(runId: string): Promise<RunEnd>
  close(): void
}

/** Opens a WebSocket to `telemetry.live`; resolves when it is subscribed. */
export async function openFeed(session: Session): Promise<Feed> {
  const ends = new Map<string, PromiseWithResolvers<RunEnd>>()
  const endOf = (runId: string) => ends.getOrInsertComputed(runId, () => Promise.withResolvers<RunEnd>())
  const subscribed = Promise.withResolvers<void>()
  const socket = new WebSocket(new URL('/ws/telemetry', session.gatewayUrl.replace('http', 'ws')), {
    protocols: subprotocol,
    headers: { ...session.headers, origin: session.gatewayUrl },
  })

  let failed: Error | undefined

  function fail(reason: string): void {
    const error = new Error(`The telemetry socket ${reason}`)
    failed ??= error
    subscribed.reject(error)
    for (const each of ends.values()) each.reject(error)
  }

  socket.addEventListener('open', () =>
    socket.send(JSON.stringify({ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf: session.csrf })),
  )
  socket.addEventListener('message', ({ data }) => {
    const at = performance.now()
    const message = JSON.parse(data as string) as ServerMessage
    if (message.type === 'SUBSCRIBED') subscribed.resolve()
    if (message.type === 'ERROR' || message.type === 'GAP') fail(`said ${data}`)
    if (message.type !== 'EVENT' || message.data.kind !== 'run.state') return
    const { runId, state } = message.data
    if (isFinal(state)) endOf(runId).resolve({ state, at })
  })
  socket.addEventListener('close', ({ code, reason }) => fail(`closed: ${code} ${reason}`))
  await subscribed.promise
  return {
    async end(runId) {
      if (failed) throw failed
      const end = await endOf(runId).promise
      ends.delete(runId)
      return end
    },
    close: () => socket.close(),
  }
}
