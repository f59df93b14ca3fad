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
import type { OpenSockets } from './open-sockets.ts'
import { createOutbox } from './outbox.ts'
import type { Peer } from './peer.ts'
import { readMessage } from './read-message.ts'
import { createSubscriptions } from './subscriptions.ts'

type Message<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>

export interface ConnectionDeps {
  topics: TopicHub
  gatherer: Gatherer
  repeats: Repeats
  sockets: OpenSockets
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
  const { gatherer, log, messages, problemOf, repeats, sockets, topics } = deps
  const { userId } = peer
  const warn = (error: unknown) => log.warn({ err: error }, 'socket trouble')
  const outbox = createOutbox(socket, deps.maxBufferedBytes)
  const subscriptions = createSubscriptions({ hub: topics, outbox, authorise: peer.requireTopic, onError: warn })
  let proven = false

  socket.on('error', warn)
  socket.on('message', inOrder(socket, onMessage))
  const endings = [
    sockets.add(userId),
    peer.onOver(() => socket.close(1008, 'session ended')),
    startHeartbeat({ socket, beat: () => outbox.send({ type: 'HEARTBEAT', at: new Date().toISOString() }) }),
    () => subscriptions.close(),
  ]
  socket.on('close', () => endings.forEach((end) => end()))
  outbox.send({ type: 'WELCOME', protocol: subprotocol, user: peer.username, heartbeatMs })

  async function onMessage(text: string): Promise<void> {
    let message: ClientMessage | undefined
    try {
      const leave = messages.take(userId)
      if (leave === 'flood') return socket.close(1008, 'too many messages')
      message = readMessage(text)
      if (leave === 'refused') throw new ProblemError('too-many-messages', messages.detail)
      if (message.type === 'SUBSCRIBE') await onSubscribe(message)
      else if (message.type === 'UNSUBSCRIBE') subscriptions.unsubscribe(message.topics)
      else onTelemetry(message, text.length)
    } catch (error) {
      refuse(error, message?.type === 'TELEMETRY' ? message.id : undefined)
    }
  }

  async function onSubscribe({ topics: asked, csrf: token, since }: Message<'SUBSCRIBE'>): Promise<void> {
    prove(token)
    await subscriptions.subscribe(asked, since)
  }

  /** Not awaited: the next message must be able to join the same run. */
  function onTelemetry({ id, payload, pipeline, csrf: token }: Message<'TELEMETRY'>, bytes: number): void {
    prove(token)
    peer.requireStart()
    const recipe = deps.recipeOf(pipeline)
    repeats
      .once(userId, { id, bytes }, () => gatherer.add(recipe, peer.sender, payload))
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
