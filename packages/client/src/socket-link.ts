import type { ClientMessage, ServerMessage, subprotocol, Topic } from '@syndicate/contracts'
import { ClientError } from './client-error.ts'
import { quietTimer } from './runtime.ts'
import { watchHeartbeat } from './heartbeat-watch.ts'
import type { Link, LinkEnd } from './link.ts'
import type { TelemetryOutbox } from './telemetry-outbox.ts'
import type { Topics } from './topics.ts'

export const protocol: typeof subprotocol = 'dashboard-v1.3+telemetry'

/** What a socket says it cannot do now, but may in a moment. */
const passing = new Set(['unavailable', 'overloaded', 'too-many-messages', 'internal-error'])

interface SocketLinkDeps {
  socket: WebSocket
  topics: Topics
  outbox: TelemetryOutbox
  csrf: () => string | undefined
  onOpen: () => void
}

/** Events over a WebSocket: once welcomed it asks for every topic and sends all telemetry that is not acknowledged. */
export function openSocketLink({ socket, topics, outbox, csrf, onOpen }: SocketLinkDeps): Link {
  const over = Promise.withResolvers<LinkEnd>()
  /** Topics in the order they were asked for: the server answers in that order. */
  const asked: { topic: Topic; since: number | undefined }[] = []
  let opened = false
  const watch = watchHeartbeat(() => end())

  function end(how: LinkEnd = opened ? 'broken' : 'blocked'): void {
    watch.stop()
    socket.close()
    over.resolve(how)
  }

  function say(message: ClientMessage): void {
    if (opened) socket.send(JSON.stringify(message))
  }

  function follow(topic: Topic): void {
    if (!opened || !topics.has(topic)) return
    const since = topics.since(topic)
    asked.push({ topic, since })
    // One a message, so that one refused does not take others along.
    say({ type: 'SUBSCRIBE', topics: [topic], csrf: csrf(), since } as ClientMessage)
  }

  /** Asked for again: what still comes of it comes again. */
  const isPending = (topic: Topic): boolean => asked.some((each) => each.topic === topic)

  function onMessage(message: ServerMessage): void {
    watch.heard()
    if (message.type === 'EVENT') {
      if (!isPending(message.topic)) topics.event(message)
    } else if (message.type === 'GAP') {
      if (!isPending(message.topic)) topics.gap(message.topic, message.missed)
    } else if (message.type === 'ACK') outbox.acknowledge(message.id, message.runId)
    else if (message.type === 'SUBSCRIBED') {
      const topic = message.topics[0]!
      const [answered] = asked.splice(
        asked.findIndex((each) => each.topic === topic),
        1,
      )
      if (!isPending(topic)) topics.begin(topic, answered?.since ?? message.last[topic]!)
    } else if (message.type === 'WELCOME') {
      opened = true
      watch.heard(message.heartbeatMs)
      onOpen()
      topics.names().forEach(follow)
      outbox.all().forEach(send)
    } else if (message.type === 'ERROR') onError(message)
  }

  function onError({ code, detail, id }: Extract<ServerMessage, { type: 'ERROR' }>): void {
    // Another tab signed in again: a new connection shows the new session.
    if (code === 'csrf-failed') return end('refused')
    const error = new ClientError({ code, detail })
    const again = passing.has(code)
    if (id !== undefined) {
      if (again)
        quietTimer(
          () =>
            outbox
              .all()
              .filter((each) => each.id === id)
              .forEach(send),
          1_000,
        )
      else outbox.refuse(id, error)
      return
    }
    const topic = asked.shift()?.topic
    if (topic === undefined) return
    if (again) quietTimer(() => follow(topic), 1_000)
    else topics.fail(error, topic)
  }

  const send: Link['send'] = (message) => say({ type: 'TELEMETRY', ...message, csrf: csrf() } as ClientMessage)

  socket.onmessage = ({ data }: { data: unknown }) => onMessage(JSON.parse(data as string) as ServerMessage)
  socket.onclose = ({ code }: { code: number }) => end(code === 1008 ? 'refused' : undefined)
  return {
    follow,
    leave: (topic) => say({ type: 'UNSUBSCRIBE', topics: [topic] }),
    send,
    close: () => end(),
    over: over.promise,
  }
}
