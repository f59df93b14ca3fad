import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { subprotocol } from '@syndicate/contracts'
import { complaintAbout } from '../../conformance/check-message.ts'
import type { FuzzSystem } from '../http/fuzz-system.ts'
import { frameBytes, type FuzzFrame } from './fuzz-frame.ts'

/** Closing codes the protocol's description names, and a goodbye in answer to one. */
const described = new Set([1000, 1001, 1002, 1007, 1008, 1009])
const patienceMs = 15_000

interface Wire {
  socket: Socket
  /** What came and was not looked at. */
  received: Buffer
  ended: boolean
  wake: () => void
}

/** Says frames over sockets of its own, and looks at what comes back. */
export function createFrameCaller(system: FuzzSystem, atOnce: number) {
  const free: (Wire | null)[] = Array.from({ length: atOnce }, () => null)
  const tally = new Map<string, number>()
  const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1)

  /**
   * Says some frames on a socket, then a ping: what comes before its answer is about them.
   * @returns what is wrong with that
   */
  async function say(conversation: FuzzFrame[]): Promise<string[]> {
    const wire = free.pop() ?? (await open(system))
    if (wire.ended) {
      free.push(null)
      return say(conversation)
    }
    const { csrf } = system.root
    // A flood of pings may come as one piece with all else.
    const ping = frameBytes({ opcode: 9, fin: true, reserved: 0, masked: true, payload: 'done', missing: 0 }, '')
    wire.socket.write(Buffer.concat([...conversation.map((frame) => frameBytes(frame, csrf)), ping, ping, ping]))
    if (conversation.some(({ missing }) => missing > 0)) wire.socket.end()
    const { complaints, over } = await listen(wire, conversation)
    if (over) wire.socket.destroy()
    free.push(over ? null : wire)
    return complaints
  }

  async function listen(wire: Wire, conversation: FuzzFrame[]): Promise<{ complaints: string[]; over: boolean }> {
    const complaints: string[] = []
    let pongs = 0
    const until = performance.now() + patienceMs
    for (;;) {
      for (let frame = take(wire); frame; frame = take(wire)) {
        if (frame.opcode === 8) {
          const code = frame.payload.length < 2 ? 1005 : frame.payload.readUInt16BE(0)
          count(`closed with ${code}`)
          // A code that a frame asked to be closed with comes back.
          const asked = conversation.some(({ opcode }) => opcode === 8)
          return {
            complaints: asked || described.has(code) ? complaints : [...complaints, `closed with ${code}`],
            over: true,
          }
        }
        if (frame.opcode === 10 && frame.payload.toString() === 'done') pongs += 1
        if (frame.opcode === 1) complaints.push(...lookAt(frame.payload))
        if (pongs === 3) return { complaints, over: false }
      }
      if (wire.ended) {
        count('hung up')
        const excused = conversation.some(({ missing, opcode, fin }) => missing > 0 || opcode === 8 || !fin)
        return { complaints: excused ? complaints : [...complaints, 'hung up without a goodbye'], over: true }
      }
      if (performance.now() > until) return { complaints: [...complaints, 'no answer in time'], over: true }
      await heard(wire, 1000)
    }
  }

  function lookAt(payload: Buffer): string[] {
    const message = JSON.parse(payload.toString()) as { type: string; code?: string; detail?: string }
    count(message.code ? `${message.type} ${message.code}` : message.type)
    const complaint = complaintAbout(message)
    const fault = message.code === 'internal-error' || message.code === 'unavailable' ? [JSON.stringify(message)] : []
    return complaint === null ? fault : [...fault, complaint]
  }

  return { say, tally, close: () => free.forEach((wire) => wire?.socket.destroy()) }
}

/** An opened socket, as bytes: a library would not let us say what is wrong. */
async function open({ url, root }: FuzzSystem): Promise<Wire> {
  const { host, hostname, port, origin } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const wire: Wire = { socket, received: Buffer.alloc(0), ended: false, wake: () => {} }
  const over = () => {
    wire.ended = true
    wire.wake()
  }
  socket.on('error', () => {})
  socket.on('close', over)
  socket.on('end', over)
  socket.on('data', (data: Buffer) => {
    wire.received = Buffer.concat([wire.received, data])
    wire.wake()
  })
  await once(socket, 'connect')
  const key = randomBytes(16).toString('base64')
  socket.write(
    `GET /ws/telemetry HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nCookie: ${root.cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`,
  )
  let end: number
  while ((end = wire.received.indexOf('\r\n\r\n')) < 0) {
    if (wire.ended) throw new Error(`The upgrade was refused: ${wire.received.toString()}`)
    await heard(wire, 1000)
  }
  const answer = wire.received.toString('latin1', 0, end)
  if (!answer.startsWith('HTTP/1.1 101 ')) throw new Error(`The upgrade was refused: ${wire.received.toString()}`)
  wire.received = wire.received.subarray(end + 4)
  return wire
}

/** Resolves when something came, or the time is up. */
async function heard(wire: Wire, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    wire.wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}

/** The next whole frame; those of a server are not masked and, without an extension, not in parts. */
function take(wire: Wire): { opcode: number; payload: Buffer } | null {
  const { received } = wire
  if (received.length < 2) return null
  let length = received[1]! & 0x7f
  let from = 2
  if (length === 126) {
    if (received.length < 4) return null
    length = received.readUInt16BE(2)
    from = 4
  } else if (length === 127) {
    if (received.length < 10) return null
    length = Number(received.readBigUInt64BE(2))
    from = 10
  }
  if (received.length < from + length) return null
  wire.received = received.subarray(from + length)
  return { opcode: received[0]! & 0x0f, payload: received.subarray(from, from + length) }
}
