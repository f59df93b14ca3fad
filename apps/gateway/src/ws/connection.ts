import { heartbeatMs, ProblemError, subprotocol, type ClientMessage, type Topic } from '@syndicate/contracts'
import { credentialOf, requireRight, requireTopic, watchCredential, type Principal } from '@syndicate/identity'
import type { FastifyBaseLogger } from 'fastify'
import type { WebSocket } from 'ws'
import type { Gateway } from '../gateway.ts'
import { problemOf } from '../http/problem-of.ts'
import { recipeOf } from '../routes/etl/recipe-of.ts'
import { inOrder } from './in-order.ts'
import { startHeartbeat } from './heartbeat.ts'
import { createOutbox } from './outbox.ts'
import { readMessage } from './read-message.ts'
import { createSubscriptions } from './subscriptions.ts'

type Message<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>

/** Serves one socket until it closes. Listeners are attached before anything is awaited, so that none is late. */
export function serveConnection(
  socket: WebSocket,
  principal: Principal,
  gateway: Gateway,
  log: FastifyBaseLogger,
): void {
  const { config, authenticator, catalog, csrf, dependents, gatherer, messages, repeats, sockets, topics } = gateway
  const { ws } = config.api.connectivity
  const warn = (error: unknown) => log.warn({ err: error }, 'socket trouble')
  const outbox = createOutbox(socket, ws.maxBufferedBytes)
  const subscriptions = createSubscriptions({ hub: topics, outbox, authorise, onError: warn })
  let proven = false

  socket.on('error', warn)
  socket.on('message', inOrder(socket, onMessage))
  const endings = [
    sockets.add(principal.userId),
    dependents.add(credentialOf(principal), endSession),
    startHeartbeat({ socket, beat: () => outbox.send({ type: 'HEARTBEAT', at: new Date().toISOString() }) }),
    watchCredential({ look: () => authenticator.lookAgain(principal), onEnd: endSession, onError: warn }),
    () => subscriptions.close(),
  ]
  socket.on('close', () => endings.forEach((end) => end()))
  outbox.send({ type: 'WELCOME', protocol: subprotocol, user: principal.username, heartbeatMs })

  function endSession(): void {
    socket.close(1008, 'session ended')
  }

  async function onMessage(text: string): Promise<void> {
    let message: ClientMessage | undefined
    try {
      const leave = messages.take(principal.userId)
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
    requireRight(principal, 'start')
    const recipe = recipeOf(config, pipeline ?? config.api.etl.pipelineOf.TELEMETRY)
    const { userId } = principal
    repeats
      .once(userId, { id, bytes }, () => gatherer.add(recipe, userId, payload))
      .then(
        (runId) => outbox.send({ type: 'ACK', id, runId }),
        (error: unknown) => refuse(error, id),
      )
  }

  /** The session's CSRF token, shown once, is good for the life of the socket. No browser shows a key by itself. */
  function prove(token: string | undefined): void {
    if (principal.via === 'key') return
    if (token === undefined && proven) return
    if (!csrf.verify(token, principal.sid))
      throw new ProblemError('csrf-failed', 'SUBSCRIBE with the csrf of this session first')
    proven = true
  }

  async function authorise(topic: Topic): Promise<void> {
    requireRight(principal, 'read')
    await requireTopic(catalog.runs, principal, topic)
    const runId = /^runs\.(.*)$/.exec(topic)?.[1]
    if (runId && !(await catalog.runs.get(runId))) throw new ProblemError('run-not-found', `There is no run ${runId}`)
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
