import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** As it came over the wire, with its Content-Encoding. */
  body: Buffer
}

/** A GET whose answer is left as it is: `fetch` would undo its encoding. */
export function rawGet(url: string, headers: Record<string, string>): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    asked.on('timeout', () => asked.destroy(new Error('No answer within 30 s')))
    asked.on('error', reject)
    asked.end()
  })
}

export interface CutOff {
  path: string
  headers: Record<string, string>
  /** All that is sent, of more that was announced. */
  part: string
  /** `end` says goodbye and still reads the answer; `destroy` vanishes. */
  how: 'end' | 'destroy'
}

/** A POST that breaks off in the middle of its body. @returns what came back until the connection was gone */
export function cutOff(url: string, { path, headers, part, how }: CutOff): Promise<string> {
  const { hostname, port, host } = new URL(url)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, timeout: 30_000 })
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
    socket.on('end', () => socket.destroy())
    socket.on('timeout', () => reject(new Error('No answer within 30 s')))
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${part}`, () =>
      how === 'end' ? socket.end() : socket.destroy(),
    )
  })
}
