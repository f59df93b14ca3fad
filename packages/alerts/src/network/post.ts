import { lookup } from 'node:dns/promises'
import { request as overHttp, type IncomingMessage } from 'node:http'
import { request as overTls } from 'node:https'
import { within } from '@syndicate/timing'
import { AddressRefused, type Address, type Guard } from './guard.ts'

export interface Answer {
  status: number
  /** The beginning of the body. */
  text: string
  /** When to come back, where it says so. */
  retryAfterMs: number | undefined
}

/** All the addresses of a host; of an address itself. */
export type Resolve = (hostname: string) => Promise<Address[]>

/** All of it: finding the address, sending, and the beginning of the answer. */
const longestMs = 10_000
const mostAnswerBytes = 1024
const mostHeaderBytes = 16 * 1024

const bySystem: Resolve = async (hostname) => (await lookup(hostname, { all: true })) as Address[]

/**
 * Sends a body to where the guard lets it. The connection goes to the addresses that were looked at: a name that changes
 * meanwhile changes nothing. Redirects are not followed: they are an answer like any other.
 * @throws AddressRefused, and any other Error that says why there is no answer
 */
export function createPost(guard: Guard, resolve: Resolve = bySystem) {
  return async function post(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
    const { protocol, hostname, port } = new URL(url)
    const isSecure = protocol === 'https:'
    if (!isSecure && protocol !== 'http:') throw new Error(`${protocol} is not a way to send alerts`)
    const until = AbortSignal.timeout(longestMs)
    const late = () => {
      throw new Error(`no answer within ${longestMs / 1000} s`)
    }
    const addresses = await within(longestMs, resolve(hostname.replace(/^\[|\]$/g, '')), late)
    if (addresses.length === 0) throw new Error(`${hostname} has no address`)
    for (const { address } of addresses) {
      const refusal = guard.refusal(address, Number(port || (isSecure ? 443 : 80)))
      if (refusal !== undefined) throw new AddressRefused(refusal)
    }
    const { promise, resolve: answer, reject } = Promise.withResolvers<Answer>()
    const request = (isSecure ? overTls : overHttp)(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Syndicate-Alerts', ...headers },
      agent: false,
      maxHeaderSize: mostHeaderBytes,
      signal: until,
      lookup: (_, { all }, done) =>
        all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family),
    })
    request.on('error', (error) =>
      until.aborted ? reject(new Error(`no answer within ${longestMs / 1000} s`)) : reject(error),
    )
    let hasAnswer = false
    // Also by an answer that is none to a request such as this: one that would change the protocol.
    request.on('close', () => hasAnswer || reject(new Error('the connection ended without an answer')))
    request.on('response', (response) => {
      hasAnswer = true
      beginningOf(response).then((text) => {
        request.destroy()
        answer({ status: response.statusCode ?? 0, text, retryAfterMs: retryAfterOf(response) })
      }, reject)
    })
    request.end(body)
    return promise
  }
}

/** What an answer begins with. One that breaks off after that has said enough. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes >= mostAnswerBytes) break
    }
  } catch {
    // The status has come, and decides.
  }
  return Buffer.concat(pieces).subarray(0, mostAnswerBytes).toString()
}

function retryAfterOf({ headers }: IncomingMessage): number | undefined {
  const asked = headers['retry-after'] ?? ''
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now()
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}
