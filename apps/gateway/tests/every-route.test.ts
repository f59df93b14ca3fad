import * as contracts from '@syndicate/contracts'
import { routes, type Route } from '@syndicate/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

interface Schema {
  $id?: string
  $ref?: string
  type?: string
  pattern?: string
  default?: unknown
  enum?: unknown[]
  examples?: unknown[]
  minLength?: number
  minimum?: number
  maximum?: number
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

let gateway: OpenGateway
let admin: Client

beforeAll(async () => {
  gateway = await openGateway()
  admin = await gateway.signIn('admin')
})
afterAll(() => gateway[Symbol.asyncDispose]())

const named = new Map(
  Object.values(contracts as unknown as Record<string, Schema | undefined>).flatMap((each) =>
    each?.$id ? [[each.$id, each] as const] : [],
  ),
)
const resolved = (schema: Schema): Schema => (schema.$ref ? named.get(schema.$ref.replace('#', ''))! : schema)
const isNumber = ({ type }: Schema) => type === 'integer' || type === 'number'

interface Place {
  route: string
  at: string
  schema: Schema
}

const all = Object.entries<Route>(routes)
const inQueries: Place[] = all.flatMap(([route, { query, params }]) =>
  [query, params].flatMap((part) =>
    Object.entries((part as Schema | undefined)?.properties ?? {})
      .filter(([, schema]) => isNumber(schema))
      .map(([at, schema]) => ({ route, at, schema })),
  ),
)
const inBodies: Place[] = all.flatMap(([route, { body }]) =>
  body ? numbersIn(body as Schema).map(({ at, schema }) => ({ route, at, schema })) : [],
)

function numbersIn(schema: Schema, at = ''): { at: string; schema: Schema }[] {
  const { properties = {}, items, anyOf = [] } = resolved(schema)
  if (isNumber(resolved(schema))) return [{ at, schema: resolved(schema) }]
  return [
    ...Object.entries(properties).flatMap(([name, each]) => numbersIn(each, `${at}/${name}`)),
    ...(items ? numbersIn(items, `${at}/0`) : []),
    ...anyOf.flatMap((each) => numbersIn(each, at)),
  ]
}

/** Something that a parameter's schema takes. */
function sampleOf(schema: Schema): string {
  const [known] = [schema.default, ...(schema.examples ?? []), ...(schema.enum ?? []), schema.minimum].filter(
    (value) => value !== undefined,
  )
  if (typeof known === 'string') return known
  if (known !== undefined) return JSON.stringify(known)
  return schema.pattern ? fc.sample(fc.stringMatching(new RegExp(schema.pattern)), { numRuns: 1, seed: 1 })[0]! : 'x'
}

/** The address of a route with all it needs, and `more` in its query. */
function addressOf(name: string, { query, params }: Route, more: Record<string, string> = {}): string {
  const path = name.slice(name.indexOf('/')).replace(/:(\w+)/g, (_all, each: string) => {
    const schema = (params as Schema | undefined)?.properties?.[each]
    return encodeURIComponent(more[each] ?? sampleOf(schema ?? {}))
  })
  const { required = [], properties = {} } = (query ?? {}) as Schema
  const needed = required.map((each) => [each, sampleOf(properties[each]!)] as const)
  return `${path}?${new URLSearchParams({ ...Object.fromEntries(needed), ...more }).toString()}`
}

const methodOf = (name: string) => name.split(' ', 1)[0]!

describe('numbers', () => {
  const spoilt = [
    '1e999',
    '-1e999',
    '1e400',
    '1e2',
    'NaN',
    'Infinity',
    '0x10',
    ' 5',
    '5 ',
    '+5',
    '-1',
    '',
    '1,5',
    '05',
    '9'.repeat(20),
  ]

  test('there are some, in queries and in bodies, and each has two ends', () => {
    expect(inQueries.length).toBeGreaterThan(8)
    expect(inBodies.length).toBeGreaterThan(1)
    for (const { route, at, schema } of [...inQueries, ...inBodies]) {
      const ends = [schema.minimum, schema.maximum].map((end) => Number.isSafeInteger(end))
      expect([route, at, ...ends]).toEqual([route, at, true, true])
    }
  })

  test.each(inQueries)('$at of $route is a finite number in range, in digits', async ({ route, at, schema }) => {
    const ask = (text: string) =>
      admin.send(methodOf(route), addressOf(route, routes[route as keyof typeof routes], { [at]: text }))
    const beyond = [String(schema.minimum! - 1), String(schema.maximum! + 1)]
    for (const text of [...spoilt, ...beyond, ...(schema.type === 'integer' ? ['1.5'] : [])]) {
      const response = await ask(text)
      const problem = await bodyOf<contracts.Problem>(response)
      expect([text, response.status, problem.code]).toEqual([text, 400, 'validation-failed'])
      expect(problem.detail).toMatch(new RegExp(`/${at} must be (a (whole )?number, in digits|[<>]= -?\\d+)`))
    }
    const good = await ask(String(schema.minimum))
    // One that wants a body misses that alone.
    const refused = good.status === 400 ? await codeOf(good) : 'empty-input'
    expect(refused).toBe('empty-input')
  })

  test.each(inBodies)('$at of the body of $route is a finite number in range', async ({ route, at, schema }) => {
    const { body, ...asked } = routes[route as keyof typeof routes] as Route
    const literals = ['1e999', '-1e999', '1e400', '1.5', '"5"', '""', 'null', 'NaN', '0x10', '05', '+5']
    const beyond = [String(schema.minimum! - 1), String(schema.maximum! + 1)]
    for (const literal of [...literals, ...beyond]) {
      const response = await fetch(gateway.url + addressOf(route, asked), {
        method: methodOf(route),
        headers: { ...admin.headers, 'content-type': 'application/json' },
        body: bodyWith(body as Schema, at, literal),
      })
      const { code, detail } = await bodyOf<contracts.Problem>(response)
      expect([literal, response.status, code]).toEqual([
        literal,
        400,
        expect.stringMatching(/^(validation-failed|malformed-body)$/),
      ])
      const named = `/body${at} must be`
      expect(code === 'validation-failed' ? detail : named).toContain(named)
    }
  })

  /** The example of a body with something else at a place, which need not be JSON. */
  function bodyWith(schema: Schema, at: string, literal: string): string {
    const body = structuredClone(resolved(schema).examples![0]) as Record<string, unknown>
    const names = at.split('/').slice(1)
    const last = names.pop()!
    const holder = names.reduce((value, name) => value[name] as Record<string, unknown>, body)
    holder[last] = '@'
    return JSON.stringify(body).replace('"@"', literal)
  }
})

/** What a good answer says of keeping it, where that is not that nobody may. */
function whenGood({ kept, revalidated }: Route): string | undefined {
  if (kept) return 'public, max-age=3600'
  return revalidated ? `private, ${revalidated === true ? 'no-cache' : `max-age=${revalidated}`}` : undefined
}

describe('what the API answers', () => {
  test.each(all.filter(([name]) => name.includes(' /api/')))(
    '%s is kept by nobody, unless it says so',
    async (name, route) => {
      const ask = (client: Client | null) =>
        fetch(gateway.url + addressOf(name, route), {
          method: methodOf(name),
          headers: client ? { cookie: client.cookie, 'content-type': 'application/json' } : {},
          ...(!name.startsWith('GET') && { body: '{' }),
        })
      for (const response of [await ask(admin), await ask(null)]) {
        const kept = response.headers.get('cache-control')
        await response.body?.cancel()
        const mayBeKept = response.status === 200 && whenGood(route)
        expect(kept).toBe(mayBeKept || 'no-store')
      }
    },
  )

  test.each(['/api/nowhere', '/api/runs/a/b', '/nowhere', '/API/runs', '/api/runs%zz'])(
    'nor is what is said of %s, which is no address',
    async (path) => {
      const response = await admin.get(path)
      expect([response.ok, response.headers.get('cache-control')]).toEqual([false, 'no-store'])
    },
  )

  test('what people read is no answer to keep, when all is well', async () => {
    const paths = [
      '/api/runs',
      '/api/quarantine',
      '/api/registry',
      '/api/users',
      '/api/keys',
      '/api/audit',
      '/api/auth/sessions',
    ]
    for (const path of paths) {
      const response = await admin.get(path)
      const expected = path === '/api/registry' ? 'private, no-cache' : 'no-store'
      expect([path, response.status, response.headers.get('cache-control')]).toEqual([path, 200, expected])
    }
  })
})
