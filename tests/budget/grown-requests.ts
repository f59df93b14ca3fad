import fc from 'fast-check'
import { operations, resolvedSchema, type JsonSchema, type Operation, type Parameter } from '../conformance/document.ts'
import { fitting } from '../fuzz/from-schema.ts'
import { grownJson, repeated } from './grown-json.ts'

export interface GrownRequest {
  what: string
  method: string
  path: string
  /** JSON, or nearly. */
  body?: string
}

/** What an address has room for. */
const queryBytes = 7_500

/** Requests of one operation: each parameter at its ends and past them, each member of its body grown. */
export function grownRequests(operation: Operation, bytes: number, seed: number): GrownRequest[] {
  const { method, name, path } = operation
  const queries = operation.parameters.filter((each) => each.in === 'query')
  const needed = queries
    .filter(({ required }) => required)
    .map((each) => [each.name, sample(each.schema, seed)] as const)
  const inQuery = queries.flatMap((each) =>
    valuesOf(each).map((value): GrownRequest => {
      const query = new URLSearchParams({ ...Object.fromEntries(needed), [each.name]: value }).toString()
      return { what: `${name} ${each.name}`, method, path: `${path}?${query}`.slice(0, 8_000) }
    }),
  )
  const schema = operation.body?.['application/json']?.schema
  const bodies = schema ? bodiesOf(resolvedSchema(schema), bytes, seed) : []
  return [...inQuery, ...bodies.map((body) => ({ what: name, method, path, body }))]
}

/** Of those that take something from their caller, but for what ends the session that asks. */
export const budgeted = operations.filter(
  ({ name, body, parameters }) =>
    (body?.['application/json'] ?? parameters.some((each) => each.in === 'query')) &&
    !/auth\/(login|password)|\/upload$/.test(name),
)

function sample(schema: JsonSchema, seed: number): string {
  const [value] = fc.sample(fitting(schema), { numRuns: 1, seed })
  return String(value).slice(0, 200)
}

function valuesOf({ name, schema: written }: Parameter): string[] {
  const { minimum, maximum, maxLength } = resolvedSchema(written) as Record<string, number | undefined>
  // Whoever waits as long as may be holds up nobody but this test.
  const ends = [minimum, name === 'wait' ? undefined : maximum].flatMap((end) =>
    end === undefined ? [] : [String(end)],
  )
  const past =
    maximum === undefined ? ['1e999', '9'.repeat(queryBytes)] : [String(maximum + 1), '1e999', '9'.repeat(400)]
  const texts =
    maxLength === undefined ? [] : ['%'.repeat(maxLength / 3), '_'.repeat(maxLength), 'x'.repeat(maxLength + 1)]
  return [...ends, ...past, ...texts, 'x'.repeat(queryBytes), repeated(queryBytes, (n) => `${n}`, ',')]
}

function bodiesOf(schema: JsonSchema, bytes: number, seed: number): string[] {
  const members = Object.keys((schema['properties'] ?? {}) as object)
  const [fit] = fc.sample(fitting(schema), { numRuns: 1, seed }) as [Record<string, unknown>]
  const kinds = Object.values(grownJson)
  const grown = members.flatMap((member, index) =>
    kinds
      .filter((_, kind) => kind % Math.max(1, members.length) === index || kind < 2)
      .map((make) => withMember(fit, member, make(bytes - 1000))),
  )
  return [...kinds.map((make) => make(bytes)), ...grown]
}

function withMember(value: Record<string, unknown>, member: string, text: string): string {
  return JSON.stringify({ ...value, [member]: '@' }).replace('"@"', () => text)
}

/** Patches of refused records, which are tried on each of them. */
export function grownPatches(run: string, bytes: number): GrownRequest[] {
  const room = bytes - 300
  const text = 'x'.repeat(Math.max(0, room / 100 - 60))
  const hundred = (operation: (n: number) => string) => Array.from({ length: 100 }, (_, n) => operation(n)).join(',')
  const patches: Record<string, string> = {
    'copies of copies': hundred((n) => `{"op":"copy","from":"","path":"/a${n}"}`),
    'copies of a long value': hundred((n) =>
      n === 0
        ? `{"op":"add","path":"/a","value":"${'x'.repeat(room / 2)}"}`
        : `{"op":"copy","from":"/a","path":"/a${n}"}`,
    ),
    'many values': hundred((n) => `{"op":"add","path":"/a${n}","value":"${text}"}`),
    'many long paths': hundred(() => `{"op":"add","path":"/${text}","value":1}`),
    'a long value': `{"op":"add","path":"/a","value":"${'x'.repeat(room)}"}`,
    'a deep value': `{"op":"add","path":"/a","value":${'['.repeat(room / 2)}${']'.repeat(room / 2)}}`,
    'a deep path': `{"op":"add","path":"${'/a'.repeat(room / 2)}","value":1}`,
    'a path of tildes': `{"op":"add","path":"/${'~1'.repeat(room / 2)}","value":1}`,
    'another record': `{"op":"replace","path":"","value":{"a":[${repeated(room, () => '1', ',')}]}}`,
    'another record of many names': `{"op":"replace","path":"","value":{${repeated(room, (n) => `"k${n}":1`, ',')}}}`,
    tests: hundred(() => `{"op":"test","path":"/a","value":"${text}"}`),
    moves: hundred((n) => `{"op":"move","from":"/a${n}","path":"/a${n + 1}"}`),
  }
  const path = '/api/quarantine/replay'
  return Object.entries(patches).map(([what, patch]) => ({
    what: `POST ${path} patch: ${what}`,
    method: 'POST',
    path,
    body: `{"filter":{"run":"${run}"},"dryRun":true,"patch":[${patch}]}`,
  }))
}
