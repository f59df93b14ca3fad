import fc from 'fast-check'
import { operations, type Operation, type Parameter } from '../../conformance/document.ts'
import { fitting, known, spoilt } from '../from-schema.ts'
import { oddText } from '../odd-values.ts'
import { seldom } from '../sizes.ts'
import { fuzzBody } from './fuzz-body.ts'
import { grownRequest } from './grown-request.ts'

export const principals = ['nobody', 'viewer', 'operator', 'admin', 'key', 'confined'] as const
export type PrincipalName = (typeof principals)[number]

/** A request as it goes over the wire, but for who asks and the ids that exist only in a running system. */
export interface FuzzRequest {
  operation: string
  as: PrincipalName
  method: string
  /** May hold `{run}`, `{user}`, `{session}`, `{apiKey}`, `{quarantined}`: replaced by one there is. */
  target: string
  headers: [name: string, value: string][]
  csrf: 'right' | 'none' | 'wrong'
  /** In latin1, so that any bytes can be kept as JSON. */
  body: string | null
  /** Only so many bytes of the body are sent, of the length that was announced; then the connection is ended. */
  cutAt: number | null
}

/** A thing there is, of each kind that a path may name by id. */
const realIds: Record<string, string> = { runs: '{run}', users: '{user}', sessions: '{session}', keys: '{apiKey}' }
const kindOf = (path: string) => /(\w+)\/\{id\}/.exec(path)?.[1] ?? ''

/** A caller who waits holds up the others: here nobody waits for long. */
const impatient = /([?&]wait=)(\d*\.?\d+(e\d+)?|%3\d)+/gi

const pathText = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    '%2e%2e',
    '%2F',
    '%00',
    '%ff',
    '%',
    '%E0%A4%A',
    ';x=1',
    '*',
    'a:b',
    '//',
    '\\',
    '~',
    '{',
    '%C0%AF',
  ),
  oddText.map((text) => encodeURIComponent(text.toWellFormed())),
  oddText.map((text) => text.replaceAll(/[^\x21-\x7e]|[?#]/g, '_')),
)

/** What others need is left where it is. */
const inPaths: Record<string, fc.Arbitrary<string>> = {
  dataset: fc.constantFrom('records', 'telemetry', 'fuzzed', 'none'),
  name: fc.constantFrom('flights', 'fuzzed', 'none'),
  version: fc.constantFrom('1', '2'),
}

function valueFor(name: string, path: string): fc.Arbitrary<string> {
  const there = inPaths[name] ?? fc.constant(realIds[kindOf(path)] ?? 'x')
  return fc.oneof({ weight: 5, arbitrary: there }, { weight: 1, arbitrary: pathText })
}

function pathOf({ path }: Operation): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const filled = fc.tuple(...names.map((name) => valueFor(name, path))).map((values) => {
    let next = 0
    return path.replaceAll(/\{\w+\}/g, () => values[next++]!)
  })
  // The same path, written otherwise.
  const otherwise = fc.constantFrom<(path: string) => string>(
    (each) => `${each}/`,
    (each) => each.replace('/api', '//api'),
    (each) => each.replace('/api', '/%61pi'),
    (each) => each.replace('/api', '/./api'),
    (each) => each.toUpperCase(),
    (each) => `${each}#x`,
    (each) => `http://elsewhere.example${each}`,
    (each) => `${each}%0d%0ax`,
  )
  return fc.oneof(
    { weight: 15, arbitrary: filled },
    { weight: 1, arbitrary: fc.tuple(filled, otherwise).map(([each, write]) => write(each)) },
  )
}

function queryValue({ name, schema }: Parameter): fc.Arbitrary<string> {
  const usual = (known[name] ?? fitting(schema)).map(String)
  const spoiltOne = spoilt(fitting(schema)).map((value) => textOf(value))
  const tooLong = fitting(schema, 1).map((value) => textOf(value))
  return fc
    .oneof({ weight: 5, arbitrary: usual }, { weight: 2, arbitrary: seldom(spoiltOne, tooLong, 10) })
    .map((value) => (value === '{run}' ? value : encodeURIComponent(value.toWellFormed())))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function queryOf({ parameters }: Operation): fc.Arbitrary<string> {
  const own = parameters
    .filter((each) => each.in === 'query')
    .map((each) =>
      fc.option(
        queryValue(each).map((value) => `${each.name}=${value}`),
        { freq: each.required ? 12 : 1 },
      ),
    )
  const odd = fc.oneof(
    fc.constantFrom(
      'x=1',
      'limit=1&limit=2',
      'cursor=AA',
      '__proto__=1',
      'limit[]=1',
      '&&',
      '=',
      'limit=%ff',
      'constructor[prototype]=1',
    ),
    oddText.map((text) => encodeURIComponent(text.toWellFormed())),
  )
  const more = fc.option(odd, { freq: 1 })
  return fc
    .tuple(fc.tuple(...own), fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: more }))
    .map(([parts, extra]) => {
      const all = [...parts, extra].filter((part) => part !== null)
      return all.length === 0 ? '' : `?${all.join('&')}`.replaceAll(impatient, '$10.01')
    })
}

const headerText = fc.oneof(
  fc.constantFrom(
    '',
    'wait=0',
    'wait=x',
    '*/*',
    'text/csv',
    'application/json',
    'gzip',
    'zstd, br;q=0',
    'identity;q=0',
    'a,b;q=2,,',
    'chunked',
  ),
  oddText.map((text) => text.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '?')),
)

const oddHeader: fc.Arbitrary<[string, string]> = fc.tuple(
  fc.constantFrom(
    'Accept',
    'Accept-Encoding',
    'Idempotency-Key',
    'Prefer',
    'Origin',
    'Sec-Fetch-Site',
    'Cookie',
    'Authorization',
    'X-CSRF-Token',
    'If-None-Match',
    'If-Modified-Since',
    'Range',
    'Expect',
    'User-Agent',
    'Referer',
    'Content-Encoding',
    'Content-Language',
    'Accept-Version',
    'X-Request-Id',
    'Upgrade',
    'TE',
    'X-HTTP-Method-Override',
    'Forwarded',
  ),
  headerText,
)

const usualHeaders: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.constantFrom<[string, string]>(
    ['Prefer', 'wait=0'],
    ['Accept-Encoding', 'zstd, br, gzip'],
    ['Accept', 'application/json'],
    ['Accept', 'text/csv'],
  ),
  fc.integer({ min: 1, max: 50 }).map((n): [string, string] => ['Idempotency-Key', `key-${n}`]),
)

const headers: fc.Arbitrary<[string, string][]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<[string, string][]>([]) },
  { weight: 3, arbitrary: fc.array(usualHeaders, { maxLength: 2 }) },
  { weight: 2, arbitrary: fc.array(oddHeader, { maxLength: 4 }) },
)

/** Requests that hash passwords, or make us sign in again, would take most of the time. */
const slow = /^POST \/api\/(auth\/|users)|^PATCH/
const weightOf = ({ name }: Operation) =>
  slow.test(name) ? 2 : name.endsWith('/etl/start') || name.endsWith('/upload') ? 20 : 10

function requestTo(operation: Operation): fc.Arbitrary<FuzzRequest> {
  const method = fc.oneof(
    { weight: 20, arbitrary: fc.constant(operation.method) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'DELETE', 'POST', 'GET', 'PATCH', 'TRACE', 'BREW'),
    },
  )
  const body = fc.oneof(
    { weight: operation.method === 'GET' ? 1 : 20, arbitrary: fuzzBody(operation) },
    { weight: operation.method === 'GET' ? 30 : 1, arbitrary: fc.constant({ type: null, body: null }) },
  )
  return fc
    .record({
      as: fc.constantFrom(...principals),
      method,
      path: pathOf(operation),
      query: queryOf(operation),
      headers,
      csrf: fc.constantFrom<FuzzRequest['csrf']>('right', 'right', 'right', 'right', 'none', 'wrong'),
      sent: body,
      cutAt: fc.oneof({ weight: 60, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(100) }),
    })
    .map(({ path, query, sent, headers: more, ...rest }) => ({
      ...rest,
      operation: operation.name,
      target: path + query,
      headers: sent.type === null ? more : [['Content-Type', sent.type] satisfies [string, string], ...more],
      body: sent.body,
      cutAt: sent.body === null ? null : rest.cutAt,
    }))
}

/** Without a build there is no client to be had. */
export const fuzzed = operations.filter(({ path }) => !path.startsWith('/api/js/'))

const smallRequest = fc.oneof(
  ...fuzzed.map((operation) => ({ weight: weightOf(operation), arbitrary: requestTo(operation) })),
)

export const fuzzRequest: fc.Arbitrary<FuzzRequest> = seldom(smallRequest, grownRequest(smallRequest))
