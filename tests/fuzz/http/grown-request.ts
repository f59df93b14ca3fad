import fc from 'fast-check'
import { limits, mostBytesOf, sizeAbout } from '../sizes.ts'
import type { FuzzRequest } from './fuzz-request.ts'

interface Way {
  most: number
  /** @param size in the units of `most` */
  grow: (request: FuzzRequest, size: number) => FuzzRequest
}

const withQuery = (request: FuzzRequest, added: string): FuzzRequest => ({
  ...request,
  target: `${request.target}${request.target.includes('?') ? '&' : '?'}${added}`,
})
const withHeaders = (request: FuzzRequest, added: [string, string][]): FuzzRequest => ({
  ...request,
  headers: [...request.headers, ...added],
})
const repeated = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, n) => make(n))

/** What a request has besides its body, each made as large as it may be, or larger. */
const ways: Way[] = [
  { most: limits.urlCharacters, grow: (request, size) => padded(withQuery(request, 'q='), size, 'x') },
  { most: limits.urlCharacters, grow: (request, size) => padded(withQuery(request, 'cursor='), size, '%41') },
  { most: limits.urlCharacters, grow: (request, size) => padded({ ...request, target: '/api/' }, size, 'a/') },
  { most: limits.queryParameters, grow: (request, size) => parameters(request, size, (n) => `x${n}=`) },
  { most: limits.queryParameters, grow: (request, size) => parameters(request, size, () => 'state=published') },
  { most: limits.queryParameters, grow: (request, size) => parameters(request, size, () => '') },
  {
    most: limits.pathCharacters,
    grow: (request, size) => ({ ...request, target: request.target.replace(/[^/?]+(?=\?|$)/, 'x'.repeat(size)) }),
  },
  { most: limits.headerBytes, grow: (request, size) => withHeaders(request, [['X-Long', 'x'.repeat(size)]]) },
  { most: limits.headerBytes, grow: (request, size) => withHeaders(request, [[`X-${'y'.repeat(size)}`, '']]) },
  // Five bytes each.
  {
    most: limits.headerBytes / 5,
    grow: (request, size) =>
      withHeaders(
        request,
        repeated(size, () => ['x', '']),
      ),
  },
  {
    most: limits.headerBytes / 12,
    grow: (request, size) =>
      withHeaders(
        request,
        repeated(size, (n) => [`x${n.toString(36)}`, '1']),
      ),
  },
  {
    most: limits.headerBytes / 6,
    grow: (request, size) =>
      withHeaders(request, [['Cookie', repeated(size, (n) => `${n.toString(36)}=1;`).join(' ')]]),
  },
  {
    most: limits.headerBytes,
    grow: (request, size) => withHeaders(request, [['Cookie', `gsession=${'.'.repeat(size)}`]]),
  },
  ...['Accept', 'Accept-Encoding', 'If-None-Match', 'Prefer'].map((name) => ({
    most: limits.headerBytes / 3,
    grow: (request: FuzzRequest, size: number) => withHeaders(request, [[name, 'a, '.repeat(size)]]),
  })),
  ...['Authorization', 'Idempotency-Key', 'X-CSRF-Token', 'Origin', 'Content-Type', 'User-Agent', 'Range'].map(
    (name) => ({
      most: limits.headerBytes,
      grow: (request: FuzzRequest, size: number) => withHeaders(request, [[name, '/'.repeat(size)]]),
    }),
  ),
]

function padded(request: FuzzRequest, size: number, text: string): FuzzRequest {
  return { ...request, target: request.target.padEnd(size, text) }
}

function parameters(request: FuzzRequest, size: number, make: (index: number) => string): FuzzRequest {
  return withQuery(request, repeated(size, make).join('&'))
}

const way = fc
  .constantFrom(...ways)
  .chain(({ most, grow }) => sizeAbout(Math.floor(most)).map((size) => ({ grow, size })))

/** A request of which one thing is about as large as it may be. */
export function grownRequest(request: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  return fc.tuple(request, way).map(([each, { grow, size }]) => grow(each, size))
}

/** Whether there is more of it than any request may have: then it has to be refused. */
export function isTooMuch({ target, headers, body, operation }: FuzzRequest): boolean {
  const headerBytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + ': \r\n'.length, 0)
  const query = target.split('?').slice(1).join('?')
  const isStreamed = operation.endsWith('/upload') || operation.endsWith('/infer')
  return (
    target.length > limits.urlCharacters ||
    query.split('&').length > limits.queryParameters ||
    headerBytes + target.length > limits.headerBytes ||
    (!isStreamed && (body?.length ?? 0) > mostBytesOf(operation))
  )
}
