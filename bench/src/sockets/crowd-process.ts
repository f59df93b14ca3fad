import { subprotocol } from '@syndicate/contracts'
import WebSocket from 'ws'
import type { Session } from '../client/sign-in.ts'
import type { CrowdAsk, CrowdReport } from './open-crowd.ts'

// Many sockets of one session in a process of their own, so that what the gateway holds can be told from what they hold.
const atOnce = 50
const sockets: WebSocket[] = []
let heard: number[] = []
let last: number[] = []
let report: CrowdReport = emptyReport()

function emptyReport(): CrowdReport {
  return { events: 0, least: 0, most: 0, gaps: 0, closed: 0, delays: [] }
}

process.on('message', (ask: CrowdAsk) => {
  if (ask.kind === 'open') void open(ask.session, ask.count)
  else if (ask.kind === 'begin') begin()
  else process.send!({ ...report, least: Math.min(...heard), most: Math.max(...heard) } satisfies CrowdReport)
})
process.on('disconnect', () => process.exit())

async function open(session: Session, count: number): Promise<void> {
  let next = 0
  async function openSome(): Promise<void> {
    while (next < count) await openOne(session, next++)
  }
  await Promise.all(Array.from({ length: atOnce }, openSome))
  process.send!('open')
}

function begin(): void {
  heard = sockets.map(() => 0)
  last = sockets.map(() => 0)
  report = { ...emptyReport(), closed: report.closed }
  process.send!('begun')
}

function openOne(session: Session, index: number): Promise<void> {
  const socket = new WebSocket(new URL('/ws/telemetry', session.gatewayUrl.replace('http', 'ws')), subprotocol, {
    headers: { ...session.headers, origin: session.gatewayUrl },
  })
  sockets[index] = socket
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf: session.csrf })),
  )
  socket.on('message', (data: Buffer) => {
    const text = data.toString('latin1')
    if (text.startsWith('{"type":"EVENT"')) hear(index, text)
    else if (text.startsWith('{"type":"SUBSCRIBED"')) resolve()
    else if (text.startsWith('{"type":"GAP"')) report.gaps += 1
  })
  socket.on('error', reject)
  socket.on('close', (code) => {
    report.closed += 1
    reject(new Error(`Socket ${index} was closed with ${code}`))
  })
  return promise
}

/** Reads what it needs without parsing: this process must not be the slow one. */
function hear(index: number, text: string): void {
  const seq = Number(/"seq":(\d+)/.exec(text)?.[1])
  const at = Date.parse(/"at":"([^"]+)"/.exec(text)?.[1] ?? '')
  if (last[index]! > 0 && seq !== last[index]! + 1) report.gaps += 1
  last[index] = seq
  heard[index]! += 1
  report.events += 1
  const ms = Math.max(0, Date.now() - at)
  report.delays[ms] = (report.delays[ms] ?? 0) + 1
}
