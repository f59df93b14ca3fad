import {
  heartbeatMs,
  ProblemError,
  subprotocol,
  type ClientMessage,
  type ProblemCode,
  type Recipe,
} from '@syndicate/contracts'
import type { WebSocket } from 'ws'
import type { Gatherer } from '../gathering/gatherer.ts'
import type { Repeats } from '../gathering/repeats.ts'
import type { TopicHub } from '../topics/topic-hub.ts'
import { startHeartbeat } from './heartbeat.ts'
import { inOrder } from './in-order.ts'
import { createOutbox } from './outbox.ts'
import type { Peer } from './peer.ts'
import { readMessage } from './read-message.ts'
import { createSubscriptions } from './subscriptions.ts'
import type { WaitingBytes } from './waiting-bytes.ts'

/** Of one message that a user may send; what is larger counts as several. */
const bytesOfOne = 16 * 1024

type Message<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>

export interface ConnectionDeps {
  topics: TopicHub
  gatherer: Gatherer
  repeats: Repeats
  /** What was sent and waits to be read, over all sockets. */
  waiting: WaitingBytes
  /** How many messages a user may send; `detail` is what they are told past it. */
  messages: { detail: string; take(userId: string): 'allowed' | 'refused' | 'flood' }
  /** Of the pipeline a message names, or does not. @throws ProblemError unknown-pipeline, validation-failed */
  recipeOf: (pipeline: string | undefined) => Recipe
  /** Names anything thrown by the contract's codes. */
  problemOf: (error: unknown) => { code: ProblemCode; detail?: string }
  maxBufferedBytes: number
  log: Record<'warn' | 'error', (about: object, message: string) => void>
}

/** Serves one socket until it closes. Listeners are attached before anything is awaited, so that none is late. */
export function serveConnection(socket: WebSocket, peer: Peer, deps: ConnectionDeps): void {
  const { gatherer, log, messages, problemOf, repeats, topics, waiting } = deps
  const { userId } = peer
  const warn = (error: unknown) => log.warn({ err: error }, 'socket trouble')
  const outbox = createOutbox(socket, deps.maxBufferedBytes)
  const subscriptions = createSubscriptions({ hub: topics, outbox, authorise: peer.requireTopic, onError: warn })
  let proven = false

  socket.on('error', warn)
  socket.on('message', inOrder(socket, { hold: (bytes) => waiting.take(userId, bytes), handle: onMessage }))
  const endings = [
    peer.onOver(() => socket.close(1008, 'session ended')),
    startHeartbeat({ socket, beat: () => outbox.send({ type: 'HEARTBEAT', at: new Date().toISOString() }) }),
    () => subscriptions.close(),
    () => outbox.close(),
  ]
  socket.on('close', () => endings.forEach((end) => end()))
  outbox.send({ type: 'WELCOME', protocol: subprotocol, user: peer.username, heartbeatMs })

  async function onMessage(bytes: Buffer): Promise<void> {
    let message: ClientMessage | undefined
    try {
      const leave = charge(1 + Math.floor(bytes.length / bytesOfOne))
      if (leave === 'flood') return socket.close(1008, 'too many messages')
      const read = readMessage(bytes)
      message = read.message
      if (leave === 'refused') throw new ProblemError('too-many-messages', messages.detail)
      if (message.type === 'SUBSCRIBE') await onSubscribe(message)
      else if (message.type === 'UNSUBSCRIBE') subscriptions.unsubscribe(message.topics)
      else onTelemetry(message, read.payload!)
    } catch (error) {
      refuse(error, message?.type === 'TELEMETRY' ? message.id : undefined)
    }
  }

  /** A message counts as often as it costs what a small one does. */
  function charge(times: number): ReturnType<typeof messages.take> {
    const leaves = Array.from({ length: times }, () => messages.take(userId))
    return leaves.find((leave) => leave === 'flood') ?? leaves.find((leave) => leave === 'refused') ?? 'allowed'
  }

  /** Each topic asks Redis and the catalog; the message itself has paid for one. */
  async function onSubscribe({ topics: asked, csrf: token, since }: Message<'SUBSCRIBE'>): Promise<void> {
    prove(token)
    if (charge(asked.length - 1) !== 'allowed') throw new ProblemError('too-many-messages', messages.detail)
    await subscriptions.subscribe(asked, since)
  }

  /** Not awaited: the next message must be able to join the same run. */
  function onTelemetry({ id, pipeline, csrf: token }: Message<'TELEMETRY'>, payload: Uint8Array): void {
    prove(token)
    peer.requireStart()
    const recipe = deps.recipeOf(pipeline)
    repeats
      .once(userId, { id, bytes: payload.length }, () => gatherer.add(recipe, peer.sender, payload))
      .then(
        (runId) => outbox.send({ type: 'ACK', id, runId }),
        (error: unknown) => refuse(error, id),
      )
  }

  /** Shown once, it is good for the life of the socket. */
  function prove(token: string | undefined): void {
    if (token === undefined && proven) return
    if (!peer.proves(token)) throw new ProblemError('csrf-failed', 'SUBSCRIBE with the csrf of this session first')
    proven = true
  }

  function refuse(error: unknown, id: string | number | undefined): void {
    const { code, detail } = problemOf(error)
    if (code === 'internal-error') log.error({ err: error }, 'socket message failed')
    outbox.send({
      type: 'ERROR',
      code,
      detail: detail ?? new ProblemError(code).message,
      ...(id !== undefined && { id }),
    })
  }
}
