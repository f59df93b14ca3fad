import { connect } from 'node:net'

/** Sends a request line for line, as it is, and hangs up. @returns all that came back, as latin1 */
export function say(url: string, lines: string[], body = ''): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect({ host: hostname, port: Number(port), timeout: 20_000 })
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text))
    socket.on('timeout', () => socket.destroy(new Error('No answer within 20 s')))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(answer) : reject(error),
    )
    socket.on('close', () => resolve(answer))
    socket.write(`${[lines[0], 'Connection: close', ...lines.slice(1)].join('\r\n')}\r\n\r\n${body}`, 'latin1')
  })
}
