import { problems, type Problem, type ProblemCode } from '@syndicate/contracts'
import { misfit, type DescribedAnswer } from './document.ts'
import { findOperation } from './find-operation.ts'

export interface SeenAnswer {
  method: string
  /** With its query. */
  url: string
  status: number
  /** By name in lower case. */
  headers: Record<string, string | string[] | undefined>
  /** Undefined where it was not looked at. */
  body: string | undefined
}

/** What a caller need not know of to use the API. Limits are told wherever a request was counted, as the introduction says. */
const general =
  /^(date|connection|keep-alive|transfer-encoding|content-(type|length|encoding|security-policy)|vary|cache-control|cross-origin-.*|origin-agent-cluster|referrer-policy|strict-transport-security|x-(content-type-options|dns-prefetch-control|download-options|frame-options|permitted-cross-domain-policies|xss-protection)|ratelimit(-policy)?|upgrade|sec-websocket-(accept|extensions|protocol))$/

/** Of an answer to what is for no route at all. */
const withoutRoute: ProblemCode[] = [
  'route-not-found',
  'validation-failed',
  'url-too-long',
  'unsupported-encoding',
  'origin-refused',
  'malformed-body',
  'empty-input',
  'upload-incomplete',
  'input-too-large',
  'unsupported-media-type',
  'unavailable',
]

/** Paths and frames of our source have no business in an answer. */
const insides = /\n\s+at |node:internal|\.ts:\d+|node_modules/

const seenSoFar = new Set<string>()

/** What was seen and fit so far in this process, such as `GET /api/runs 200` and `GET /api/runs validation-failed`. */
export function seen(): ReadonlySet<string> {
  return seenSoFar
}

/** What is wrong with an answer by docs/openapi.json; nothing when it keeps what is promised there. */
export function complaintsOf(answer: SeenAnswer): string[] {
  const { method, url, status, body } = answer
  if (body !== undefined && insides.test(body)) return ['it shows our insides']
  const operation = findOperation(method, url)
  if (operation === 'undescribed') return []
  if (isBeforeRoutes(answer)) return []
  const described = operation?.answers.get(status)
  // Some reads have no HEAD.
  if (!operation || (method === 'HEAD' && status === 404)) return complaintsWithoutRoute(answer)
  if (!described) return [`${operation.name} says nothing of a ${status}`]
  const complaints = [...complaintsAboutHeaders(answer, described), ...complaintsAboutBody(answer, described)]
  if (complaints.length === 0) remember(operation.name, answer)
  return complaints.map((complaint) => `${operation.name} ${status}: ${complaint}`)
}

function remember(name: string, { status, headers, body }: SeenAnswer): void {
  seenSoFar.add(`${name} ${status}`)
  if (body && mediaTypeOf(headers) === 'application/problem+json') {
    seenSoFar.add(`${name} ${(JSON.parse(body) as Problem).code}`)
  }
}

/** Answered before a route was looked for: what is no HTTP, too slow or with too long a header. */
function isBeforeRoutes({ method, status, headers, body }: SeenAnswer): boolean {
  if (![400, 408, 431].includes(status) || mediaTypeOf(headers) !== 'application/problem+json') return false
  // Of a HEAD there is no more to be seen.
  if (method === 'HEAD' && status === 431) return headers['connection'] === 'close'
  const problem = parsed(body) as Problem | undefined
  return headers['connection'] === 'close' && problem !== undefined && problem.instance === undefined
}

function complaintsWithoutRoute({ method, status, headers, body }: SeenAnswer): string[] {
  if (mediaTypeOf(headers) !== 'application/problem+json') return [`${status} without a route is no problem document`]
  if (method === 'HEAD' || body === undefined) return []
  const { code } = (parsed(body) ?? {}) as { code?: ProblemCode }
  const known = code !== undefined && withoutRoute.includes(code) && problems[code].status === status
  return known ? [] : [`${status} ${code} is no answer to what has no route`]
}

function complaintsAboutHeaders({ headers }: SeenAnswer, described: DescribedAnswer): string[] {
  const missing = Object.entries(described.headers).flatMap(([name, { required, schema }]) => {
    const values = [headers[name] ?? []].flat()
    if (values.length === 0) return required ? [`the header ${name} is missing`] : []
    return values.flatMap((value) => {
      const numeric = schema['type'] === 'integer' || schema['type'] === 'number'
      const wrong = misfit(schema, numeric && /^[\d.]+$/.test(value) ? Number(value) : value)
      return wrong === null ? [] : [`the header ${name}: ${wrong}`]
    })
  })
  const untold = Object.keys(headers).filter((name) => !general.test(name) && !Object.hasOwn(described.headers, name))
  return [...missing, ...untold.map((name) => `the header ${name} is not described`)]
}

function complaintsAboutBody({ method, headers, body }: SeenAnswer, { content }: DescribedAnswer): string[] {
  const type = mediaTypeOf(headers)
  const types = Object.keys(content)
  if (types.length === 0) return body ? ['there is a body'] : []
  if (type === undefined || !types.includes(type)) return [`${type} is none of ${types.join(', ')}`]
  if (method === 'HEAD' || body === undefined || !/[/+]json$/.test(type)) return []
  const value = parsed(body)
  if (value === undefined) return ['the body is no JSON']
  const wrong = misfit(content[type]!.schema ?? {}, value)
  return wrong === null ? [] : [`the body: ${wrong}`]
}

function mediaTypeOf(headers: SeenAnswer['headers']): string | undefined {
  return [headers['content-type'] ?? []].flat()[0]?.split(';', 1)[0]
}

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return undefined
  }
}
