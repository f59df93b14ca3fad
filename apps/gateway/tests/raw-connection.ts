import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawConnection {
  socket: Socket
  /** All that came so far. */
  received: () => string
  send(text: string): void
  /** Resolves with how long the connection lived, in milliseconds. */
  closed: Promise<number>
}

/** A connection on which anything may be said, HTTP or not. */
export async function openConnection(host: string): Promise<RawConnection> {
  const [hostname, port] = host.split(':') as [string, string]
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  const openedAt = performance.now()
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => (received += text))
  return {
    socket,
    received: () => received,
    send: (text) => void (socket.writable && socket.write(text, 'latin1')),
    closed: new Promise((resolve) => socket.once('close', () => resolve(performance.now() - openedAt))),
  }
}

/** Says something and waits until the other side hangs up. @returns what it said */
export async function sayTo(host: string, text: string): Promise<string> {
  const connection = await openConnection(host)
  connection.send(text)
  await connection.closed
  return connection.received()
}
