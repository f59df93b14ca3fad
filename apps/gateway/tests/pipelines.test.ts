import type { PipelineChange, PipelineDetail, Problem, Run } from '@syndicate/contracts'
import { applyConfigured } from '@syndicate/runs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bodyOf, codeOf, json, openGateway, type Client, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway
let other: OpenGateway
let operator: Client & { username: string }

beforeAll(async () => {
  gateway = await openGateway({ etl: { sliceBytes: 8 * 1024 } })
  other = await gateway.beside()
  gateway.work()
  operator = await gateway.enter('operator')
})
afterAll(() => gateway[Symbol.asyncDispose]())

const tagged = (tag: string, more: object = {}) => ({
  format: 'ndjson',
  steps: [{ derive: { tag: `"${tag}"` } }],
  ...more,
})

async function apply(pipelines: Record<string, unknown>, more: object = {}): Promise<PipelineChange[]> {
  const response = await operator.post('/api/pipelines/apply', { pipelines, ...more })
  expect([response.status, response.status === 200 ? '' : await response.clone().text()]).toEqual([200, ''])
  return (await bodyOf<{ changes: PipelineChange[] }>(response)).changes
}

async function refused(pipelines: Record<string, unknown>, more: object = {}): Promise<Problem> {
  const response = await operator.post('/api/pipelines/apply', { pipelines, ...more })
  expect(response.status).toBeGreaterThanOrEqual(400)
  return bodyOf<Problem>(response)
}

const show = async (name: string) => bodyOf<PipelineDetail>(await operator.get(`/api/pipelines/${name}`))
const names = async (client = operator) =>
  (await bodyOf<{ pipelines: { name: string }[] }>(await client.get('/api/pipelines'))).pipelines.map(
    ({ name }) => name,
  )

async function run(url: string, pipeline: string, records: number): Promise<Run> {
  const body = Array.from({ length: records }, (_, n) => `{"n":${n}}\n`).join('')
  const response = await fetch(`${url}/api/etl/upload?pipeline=${pipeline}`, {
    method: 'POST',
    headers: { ...operator.headers, prefer: 'wait=20' },
    body,
  })
  expect(response.status).toBe(200)
  return bodyOf<Run>(response)
}

async function recordsOf(dataset: string, version?: number): Promise<{ tag: string }[]> {
  const query = version === undefined ? '' : `?version=${version}`
  const text = await (await operator.get(`/api/registry/${dataset}/records${query}`)).text()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { tag: string })
}

describe('a pipeline applied over the API', () => {
  test('counts at once, with versions that tell what changed', async () => {
    expect(await apply({ made: tagged('one') })).toEqual([
      { name: 'made', change: 'created', version: 1, differences: [], more: 0 },
    ])
    await run(gateway.url, 'made', 2)
    expect(await recordsOf('made')).toMatchObject([{ tag: 'one' }, { tag: 'one' }])

    expect(await apply({ made: tagged('one') })).toMatchObject([{ change: 'unchanged', version: 1 }])
    expect(await apply({ made: tagged('two', { description: 'Two' }) })).toEqual([
      {
        name: 'made',
        change: 'changed',
        version: 2,
        differences: [
          { path: '/steps/0/derive/tag', before: '"one"', after: '"two"' },
          { path: '/description', after: 'Two' },
        ],
        more: 0,
      },
    ])
    await run(gateway.url, 'made', 1)
    expect(await recordsOf('made')).toMatchObject([{ tag: 'one' }, { tag: 'one' }, { tag: 'two' }])

    const { definition, versions, ...shown } = await show('made')
    expect(shown).toMatchObject({
      version: 2,
      source: 'api',
      appliedBy: operator.username,
      removedAt: null,
      next: null,
    })
    expect(definition).toMatchObject({ format: 'ndjson', description: 'Two', mode: 'append', fixtures: [] })
    expect(versions.map(({ version }) => version)).toEqual([2, 1])
    expect(await bodyOf(await operator.get('/api/pipelines/made/versions/1'))).toMatchObject({
      version: 1,
      definition: { steps: [{ derive: { tag: '"one"' } }] },
    })
    expect(await codeOf(await operator.get('/api/pipelines/made/versions/3'))).toBe('unknown-pipeline')
  })

  test('tells its versions page by page', async () => {
    for (const tag of ['a', 'b', 'c']) await apply({ paged: tagged(tag) })
    const first = await operator.get('/api/pipelines/paged?limit=2')
    const { versions, next } = await bodyOf<PipelineDetail>(first)
    expect([versions.map(({ version }) => version), next]).toEqual([[3, 2], 2])
    expect(first.headers.get('link')).toBe('</api/pipelines/paged?limit=2&cursor=2>; rel="next"')
    const second = await bodyOf<PipelineDetail>(await operator.get(`/api/pipelines/paged?limit=2&cursor=${next}`))
    expect([second.versions.map(({ version }) => version), second.next]).toEqual([[1], null])
  })

  test('is shown as it is now to who has seen it before', async () => {
    const first = await operator.get('/api/pipelines')
    const etag = first.headers.get('etag')!
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    expect((await operator.get('/api/pipelines', { 'if-none-match': etag })).status).toBe(304)
    await apply({ fresh: tagged('x') })
    expect((await operator.get('/api/pipelines', { 'if-none-match': etag })).status).toBe(200)
  })

  test('that is removed takes no runs, keeps its versions, and goes on counting when it comes back', async () => {
    await apply({ gone: tagged('one') })
    expect((await operator.send('DELETE', '/api/pipelines/gone')).status).toBe(204)
    const upload = await operator.send('POST', '/api/etl/upload?pipeline=gone', {})
    expect([upload.status, await codeOf(upload)]).toEqual([404, 'unknown-pipeline'])
    expect(await codeOf(await operator.send('DELETE', '/api/pipelines/gone'))).toBe('unknown-pipeline')
    expect(await names()).not.toContain('gone')
    expect(await show('gone')).toMatchObject({ version: 1, removedAt: expect.any(String) })
    expect(await apply({ gone: tagged('one') })).toMatchObject([{ change: 'restored', version: 2 }])
    expect(await show('gone')).toMatchObject({ version: 2, removedAt: null })
  })

  test('takes no others away, unless that is asked for, and none that is built in', async () => {
    await apply({ one: tagged('x'), two: tagged('x') })
    const before = await names()
    expect(await apply({ one: tagged('y') }, { prune: true, dryRun: true })).toContainEqual(
      expect.objectContaining({ name: 'two', change: 'removed' }),
    )
    expect([await names(), (await show('one')).version]).toEqual([before, 1])
    await apply({ one: tagged('y') }, { prune: true })
    expect(await names()).toEqual(['binary', 'documents', 'one', 'records', 'telemetry'])
    await apply(Object.fromEntries(before.map((name) => [name, tagged(name)])))
  })

  test('is not applied over a version that its writer has not seen', async () => {
    await apply({ edited: tagged('one') }, { expect: { edited: 0 } })
    await apply({ edited: tagged('two') }, { expect: { edited: 1 } })
    const problem = await refused({ edited: tagged('three') }, { expect: { edited: 1 } })
    expect([problem.code, problem.status, problem.detail]).toEqual([
      'pipeline-changed',
      409,
      'Pipeline edited is at version 2, and not at 1: look at it again',
    ])
    expect(await show('edited')).toMatchObject({ version: 2, definition: { steps: [{ derive: { tag: '"two"' } }] } })
  })

  test('keeps names and values as they were written', async () => {
    const schema = { type: 'object', properties: { constructor: { type: 'string' }, 'a/b~c': { const: 1.5 } } }
    const steps = [{ rename: { 'odd name\n': 'fine' } }, { derive: { z: '1', a: 'z' } }]
    const fixtures = [
      { name: 'f', input: '{"big":12345678901234567890}', expect: [{ big: '12345678901234567890', z: 1, a: 1 }] },
    ]
    await apply({ exact: { format: 'ndjson', steps, schema } })
    const { definition } = await show('exact')
    expect(definition.schema).toEqual(schema)
    expect(JSON.stringify(definition.steps)).toBe(JSON.stringify(steps))
    // A number beyond what a double holds is the same on its way in as a record's.
    const body = JSON.stringify({ pipelines: { exact: { format: 'ndjson', steps: [steps[1]], fixtures } } })
    const sent = body.replace('"12345678901234567890"', '12345678901234567890')
    const response = await fetch(`${gateway.url}/api/pipelines/apply`, { ...json({}, operator.headers), body: sent })
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('"changed"')])
  })
})

describe('what is wrong with a pipeline', () => {
  test.each<[string, unknown, string, string, unknown]>([
    ['no mapping', 7, '/pipelines/bad', 'a pipeline, which is a mapping', '7'],
    ['its shape', { format: 'xml' }, '/pipelines/bad/format', expect.stringContaining('one of json'), '"xml"'],
    [
      'a member nobody knows',
      { format: 'csv', stpes: [] },
      '/pipelines/bad/stpes',
      expect.stringContaining('one of the keys'),
      '"stpes"',
    ],
    [
      'a step',
      { format: 'csv', steps: [{ cast: { 'a/b': 'numbr' } }] },
      '/pipelines/bad/steps/0/cast/a~1b',
      expect.stringContaining('one of string'),
      '"numbr"',
    ],
    [
      'an expression',
      { format: 'csv', steps: [{ filter: 'a >' }] },
      '/pipelines/bad/steps/0/filter',
      'a pipeline that compiles',
      expect.any(String),
    ],
    [
      'a schema',
      { format: 'csv', schema: { type: 'objekt' } },
      '/pipelines/bad/schema/type',
      'JSON Schema 2020-12',
      expect.any(String),
    ],
    [
      'a schema that is of another kind',
      { format: 'csv', schema: { $schema: 'http://json-schema.org/draft-07/schema#' } },
      '/pipelines/bad/schema/$schema',
      'JSON Schema 2020-12',
      expect.any(String),
    ],
    [
      'a schema that does not compile',
      { format: 'csv', schema: { $ref: '#/nowhere' } },
      '/pipelines/bad/schema',
      'a pipeline that compiles',
      expect.any(String),
    ],
    [
      'a fixture',
      { format: 'json', fixtures: [{ name: 'f', input: '[{"a":1},{"a":2}]', expect: [{ a: 1 }, { a: 3 }] }] },
      '/pipelines/bad/fixtures/0/expect/1',
      '{"a":3}',
      '{"a":2}',
    ],
    [
      'a fixture that cannot be read',
      { format: 'csv', fixtures: [{ name: 'f', input: '{"a":1}\n', expect: [] }] },
      '/pipelines/bad/fixtures/0/input',
      'an input that can be read',
      expect.any(String),
    ],
    [
      'NUL in a text',
      { format: 'csv', description: 'a\0' },
      '/pipelines/bad/description',
      'text of whole characters',
      expect.any(String),
    ],
    [
      'half a character',
      { format: 'csv', schema: { title: '\ud800' } },
      '/pipelines/bad/schema/title',
      'text of whole characters',
      expect.any(String),
    ],
    [
      'more than may be',
      { format: 'csv', schema: { description: 'x'.repeat(300_000) } },
      '/pipelines/bad',
      'at most 262144 bytes of JSON',
      expect.any(String),
    ],
    [
      'another mode than its dataset has',
      { format: 'csv', dataset: 'telemetry', mode: 'replace' },
      '/pipelines/bad/mode',
      'mode append, as pipeline telemetry has for dataset telemetry',
      'replace',
    ],
  ])('is told with its place, and nothing changes: %s', async (_what, definition, path, expected, got) => {
    const problem = await refused({ sound: tagged('x'), bad: definition })
    expect([problem.code, problem.status]).toEqual(['invalid-pipeline', 422])
    expect(problem.errors).toContainEqual({ path, expected, got, message: expect.stringMatching(/^expected .*, got /) })
    expect(problem.detail).toContain(path)
    const known = await names()
    expect(known.filter((name) => name === 'sound' || name === 'bad')).toEqual([])
  })

  test('is told of its name, and of all of them at once', async () => {
    const problem = await refused({ 'Bad name': tagged('x'), b: {}, c: { format: 'csv', steps: [{ filter: ')' }] } })
    expect(problem.errors?.map(({ path }) => path)).toEqual([
      '/pipelines/Bad name',
      '/pipelines/b/format',
      '/pipelines/c/steps/0/filter',
    ])
    const many = { format: 'csv', steps: Array.from({ length: 150 }, () => ({ filter: 7 })) }
    expect((await refused({ many })).errors).toHaveLength(100)
  })

  test('is found without holding up others, whatever it is', async () => {
    const nested = (depth: number): string => (depth === 0 ? 'x' : `[1,2,3].all(v${depth}, ${nested(depth - 1)})`)
    const slow = {
      format: 'ndjson',
      steps: [{ filter: 'text.matches("^(a+)+$") && record.list.all(a, record.list.all(b, a + b >= 0.0))' }],
      fixtures: [
        {
          name: 'f',
          input: `${JSON.stringify({ text: 'a', list: Array.from({ length: 20_000 }, (_, n) => n) })}\n`,
          expect: [],
        },
      ],
    }
    const wide = { format: 'csv', steps: Array.from({ length: 200 }, () => ({ filter: nested(2) })) }
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    const problem = await refused({ slow, wide })
    clearInterval(beat)
    expect(problem.errors).toContainEqual(
      expect.objectContaining({ path: '/pipelines/slow', got: expect.stringContaining('longer than 5 s') }),
    )
    expect(longest).toBeLessThan(250)
    expect(await apply({ after: tagged('x') })).toMatchObject([{ change: 'created' }])
  }, 30_000)
})

describe('several gateways', () => {
  test('have a change within a second, also while there is a load, and no run is split between versions', async () => {
    const tags = ['v1', 'v2', 'v3', 'v4']
    // What is live then is what its last run made.
    const replaced = (tag: string) => ({ moving: tagged(tag, { mode: 'replace' }) })
    await apply(replaced(tags[0]!))
    await vi.waitFor(() => expect(other.runs.pipelines.find('moving')).toBeDefined(), { interval: 20 })
    let isOver = false
    const load = [gateway, gateway, other].map(async ({ url }) => {
      const runs: Run[] = []
      while (!isOver) runs.push(await run(url, 'moving', 3_000))
      return runs
    })
    const waits: number[] = []
    for (const tag of tags.slice(1)) {
      await apply(replaced(tag))
      const began = performance.now()
      const { version } = gateway.runs.pipelines.find('moving')!
      const elsewhere = () => expect(other.runs.pipelines.find('moving')!.version).toBe(version)
      await vi.waitFor(elsewhere, { timeout: 5_000, interval: 10 })
      waits.push(performance.now() - began)
      // Who asks after that gets the new one, wherever they ask.
      for (const { url } of [gateway, other]) {
        const { version: published } = await run(url, 'moving', 1)
        expect(await recordsOf('moving', published!)).toMatchObject([{ tag }])
      }
    }
    isOver = true
    const runs = (await Promise.all(load)).flat()
    expect(Math.max(...waits)).toBeLessThan(1_000)
    const seen = new Set<string>()
    for (const { version, chunks, counts } of runs) {
      expect([chunks! > 1, counts.loaded]).toEqual([true, 3_000])
      const found = new Set((await recordsOf('moving', version!)).map(({ tag }) => tag))
      expect(found.size).toBe(1)
      for (const tag of found) seen.add(tag)
    }
    expect([...seen].toSorted()).toEqual(tags)
  }, 60_000)

  test('that start at once apply a configuration once', async () => {
    const fresh = await openGateway()
    try {
      const definition = { ...gateway.runs.pipelines.find('records')!.definition, description: 'of a file' }
      const configured = [{ name: 'shared', source: 'file' as const, hash: 'h1', definition }]
      const beside = await Promise.all([fresh.beside(), fresh.beside()])
      const applied = await Promise.all([fresh, ...beside].map(({ runs }) => applyConfigured(runs, configured)))
      expect(applied.flatMap(({ changes }) => changes)).toMatchObject([
        { name: 'shared', change: 'created', version: 1 },
      ])
      for (const { runs } of [fresh, ...beside]) expect(runs.pipelines.find('shared')?.version).toBe(1)
    } finally {
      await fresh[Symbol.asyncDispose]()
    }
  })
})

test('a key that reads some datasets sees their pipelines and no others, and none may be applied by who may not', async () => {
  await apply({ mine: tagged('x'), theirs: tagged('x') })
  const admin = await gateway.enter('admin')
  const keyOf = async (...scopes: string[]) =>
    (await bodyOf<{ key: string }>(await admin.post('/api/keys', { name: 'k', scopes }))).key
  const ask = (key: string, path: string, init: RequestInit = {}) =>
    fetch(gateway.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } })
  const reader = await keyOf('read:mine')
  const mine = ['/api/pipelines/mine', '/api/pipelines/mine/versions/1']
  for (const path of mine) expect((await ask(reader, path)).status).toBe(200)
  for (const path of [
    '/api/pipelines',
    '/api/pipelines/theirs',
    '/api/pipelines/theirs/versions/1',
    '/api/pipelines/none',
  ])
    expect([path, await codeOf(await ask(reader, path))]).toEqual([path, 'forbidden'])
  const wanted = json({ pipelines: { mine: tagged('y') } })
  for (const key of [reader, await keyOf('start'), await keyOf('read')]) {
    expect(await codeOf(await ask(key, '/api/pipelines/apply', wanted))).toBe('forbidden')
    expect(await codeOf(await ask(key, '/api/pipelines/mine', { method: 'DELETE' }))).toBe('forbidden')
  }
  expect((await ask(await keyOf('operate'), '/api/pipelines/apply', wanted)).status).toBe(200)
})

test('what is done to pipelines is in the audit trail, by name', async () => {
  await apply({ audited: tagged('x') })
  await apply({ audited: tagged('x') })
  await apply({ audited: tagged('y') }, { dryRun: true })
  await refused({ audited: {} })
  await operator.send('DELETE', '/api/pipelines/audited')
  const admin = await gateway.enter('admin')
  const { userId } = await bodyOf<{ userId: string }>(await operator.get('/api/auth/session'))
  await vi.waitFor(async () => {
    const { entries } = await bodyOf<{
      entries: { kind: string; outcome: string; target: string; code: string | null }[]
    }>(await admin.get(`/api/audit?user=${userId}&limit=5`))
    // Those of one moment are in no order.
    expect(entries.map(({ kind, outcome, target, code }) => `${kind} ${outcome} ${target} ${code}`).toSorted()).toEqual(
      [
        'pipeline.apply done audited null',
        'pipeline.apply done dry run null',
        'pipeline.apply done nothing null',
        'pipeline.apply refused audited invalid-pipeline',
        'pipeline.remove done audited null',
      ],
    )
  })
})
