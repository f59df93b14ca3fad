import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { subprotocol } from '@syndicate/contracts'
import { vi } from 'vitest'
import type { Client } from '../acceptance/client.ts'

export interface Frame {
  opcode?: number
  fin?: boolean
  /** The reserved bits: 4 says that the payload is compressed. */
  reserved?: number
  masked?: boolean
  payload?: string | Uint8Array
  /** What it says of its length, when not the truth. */
  length?: bigint
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 }

/** One WebSocket frame, well-formed or not. */
export function frame({ opcode = 1, fin = true, reserved = 0, masked = true, payload = '', length }: Frame): Buffer {
  const body = Buffer.from(payload)
  const said = length ?? BigInt(body.length)
  const size = said < 126n ? Buffer.of(Number(said)) : said < 65_536n ? Buffer.alloc(3, 126) : Buffer.alloc(9, 127)
  if (size.length === 3) size.writeUInt16BE(Number(said), 1)
  if (size.length === 9) size.writeBigUInt64BE(said, 1)
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  if (!masked) return Buffer.concat([Buffer.of(first), size, body])
  size[0]! |= 0x80
  // A mask of zeros is a mask as well.
  return Buffer.concat([Buffer.of(first), size, Buffer.alloc(4), body])
}

export interface RawSocket {
  tcp: Socket
  /** Resolves with the code of the close frame, or null when the connection went without one. */
  closed: Promise<number | null>
}

/** A WebSocket of a signed-in user on which anything may be sent. */
export async function openRawSocket(client: Client, { compressed = true } = {}): Promise<RawSocket> {
  const { hostname, port, host, origin } = new URL(client.url)
  const tcp = connect(Number(port), hostname)
  tcp.on('error', () => {})
  await once(tcp, 'connect')
  let received = Buffer.alloc(0)
  tcp.on('data', (bytes: Buffer) => (received = Buffer.concat([received, bytes])))
  const lines = [
    'GET /ws/telemetry HTTP/1.1',
    `Host: ${host}`,
    `Origin: ${origin}`,
    `Cookie: ${client.cookie}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${subprotocol}`,
    ...(compressed ? ['Sec-WebSocket-Extensions: permessage-deflate'] : []),
  ]
  tcp.write(`${lines.join('\r\n')}\r\n\r\n`)
  await vi.waitUntil(() => received.includes('WELCOME'), { timeout: 10_000, interval: 5 })
  const closed = new Promise<void>((resolve) => tcp.once('close', () => resolve()))
  return { tcp, closed: closed.then(() => closeCodeOf(received)) }
}

/** The code in a close frame at the end of what was received. */
function closeCodeOf(received: Buffer): number | null {
  for (let size = 2; size <= 125 && size + 2 <= received.length; size += 1) {
    const at = received.length - size - 2
    if (received[at] === 0x88 && received[at + 1] === size) return received.readUInt16BE(at + 2)
  }
  return null
}
