import { connect } from 'node:net'

/**
 * Sends commands to a Redis on 127.0.0.1 and returns its raw reply to the last: enough to ask for life and for a shutdown
 * without a client library. Null when nobody answers in time.
 */
export function askRedis(port: number, commands: string[][], timeoutMs = 1000): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let replies = ''
    const done = (answer: string | null) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeoutMs, () => done(null))
    socket.once('error', () => done(null))
    socket.once('close', () => done(lastOf(replies)))
    socket.once('connect', () => socket.write(commands.map(encode).join('')))
    socket.on('data', (bytes) => {
      replies += bytes.toString('latin1')
      const lines = replies.split('\r\n').slice(0, -1)
      if (lines.length >= commands.length) done(lastOf(replies))
    })
  })
}

function lastOf(replies: string): string | null {
  return replies.split('\r\n').slice(0, -1).at(-1) ?? null
}

function encode(words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
}
