import { once } from 'node:events'
import { subprotocol, type ServerMessage } from '@syndicate/contracts'
import WebSocket from 'ws'
import { expect } from 'vitest'
import type { Client, OpenGateway } from './fixture.ts'

const socketPath = '/ws/telemetry'

type Type = ServerMessage['type']
export type Message<T extends Type> = Extract<ServerMessage, { type: T }>

export interface SocketClient {
  socket: WebSocket
  received: ServerMessage[]
  send(message: unknown): void
  /** The messages of a type, once there are as many. */
  take<T extends Type>(type: T, count?: number): Promise<Message<T>[]>
  /** Resolves with the code the server closed with. */
  closed: Promise<number>
}

/** A socket of a signed-in client, once it was welcomed. */
export async function openSocket(gateway: OpenGateway, client: Client, path = socketPath): Promise<SocketClient> {
  return welcomed(dial(gateway, { headers: { cookie: client.cookie }, origin: gateway.url }, [subprotocol], path))
}

/** A socket of a program, once it was welcomed. */
export async function openSocketByKey(gateway: OpenGateway, key: string): Promise<SocketClient> {
  return welcomed(dial(gateway, { headers: { authorization: `Bearer ${key}` } }))
}

async function welcomed({ socket, received }: ReturnType<typeof dial>): Promise<SocketClient> {
  const closed = once(socket, 'close').then(([code]) => code as number)
  const take = async <T extends Type>(type: T, count = 1) => {
    const found = () => received.filter((message): message is Message<T> => message.type === type)
    await expect.poll(() => found().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
    return found()
  }
  await take('WELCOME')
  return {
    socket,
    received,
    closed,
    take,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  }
}

/** @param stays whether the socket is left open. @returns the status a refused upgrade was answered with, or 101 */
export async function upgradeStatus(
  gateway: OpenGateway,
  options: WebSocket.ClientOptions,
  protocols: string[] = [subprotocol],
  stays = false,
): Promise<number> {
  const { socket } = dial(gateway, options, protocols)
  const status = await Promise.race([
    once(socket, 'open').then(() => 101),
    once(socket, 'unexpected-response').then(([, response]) => (response as { statusCode: number }).statusCode),
  ])
  if (!stays) socket.terminate()
  return status
}

function dial(
  gateway: OpenGateway,
  options: WebSocket.ClientOptions,
  protocols: string[] = [subprotocol],
  path = socketPath,
) {
  const socket = new WebSocket(`ws://${gateway.host}${path}`, protocols, options)
  const received: ServerMessage[] = []
  socket.on('message', (data) => received.push(JSON.parse((data as Buffer).toString()) as ServerMessage))
  socket.on('error', () => {})
  return { socket, received }
}
