import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Transform, type TransformCallback } from 'node:stream'

/** What the network is like at a moment. */
export interface Weather {
  /** Added to each piece, one way, plus up to as much again by `jitter`. */
  delayMs?: number
  jitterMs?: number
  /** Each direction of each connection. */
  bytesPerSecond?: number
  /** Nothing gets through, and nobody is told; what was sent arrives when it is over. */
  silent?: 'both' | 'to-server' | 'to-client'
  /** New connections are refused. */
  refused?: boolean
}

export interface TcpProxy {
  port: number
  /** From now on, for connections open and new. */
  weather(next: Weather): void
  /** Resets all open connections. @returns how many */
  reset(): number
  /** How many connections are open. */
  readonly open: number
  stop(): Promise<void>
}

/** A network between two processes that can be made slow, silent or broken. */
export async function startTcpProxy(target: { port: number }, random: () => number): Promise<TcpProxy> {
  let now: Weather = {}
  const pairs = new Set<[Socket, Socket]>()
  const waiting = new Set<() => void>()

  const server = createServer((client) => {
    if (now.refused) return void client.resetAndDestroy()
    const upstream = connect({ port: target.port, host: '127.0.0.1', noDelay: true })
    client.setNoDelay(true)
    const pair: [Socket, Socket] = [client, upstream]
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    client.pipe(lane('to-server')).pipe(upstream)
    upstream.pipe(lane('to-client')).pipe(client)
  })

  function lane(direction: 'to-server' | 'to-client'): Transform {
    return new Transform({
      highWaterMark: 1 << 18,
      transform: (bytes: Buffer, _encoding, done: TransformCallback) => void pass(bytes, direction, done),
    })
  }

  /** One piece after the other, so the order holds whatever the delay. */
  async function pass(bytes: Buffer, direction: 'to-server' | 'to-client', done: TransformCallback): Promise<void> {
    while (now.silent === 'both' || now.silent === direction) await change()
    const { delayMs = 0, jitterMs = 0, bytesPerSecond = 0 } = now
    const ms = delayMs + jitterMs * random() + (bytesPerSecond > 0 ? (bytes.length / bytesPerSecond) * 1000 : 0)
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    done(null, bytes)
  }

  function change(): Promise<void> {
    return new Promise((resolve) => waiting.add(resolve))
  }

  function weather(next: Weather): void {
    now = next
    for (const wake of waiting) wake()
    waiting.clear()
  }

  function reset(): number {
    const count = pairs.size
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    return count
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    weather,
    reset,
    get open() {
      return pairs.size
    },
    async stop() {
      weather({})
      reset()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
