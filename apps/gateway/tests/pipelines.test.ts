import type { AuditEntry, PipelineChange, PipelineDetail } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bodyOf, codeOf, json, openGateway, type Client, type OpenGateway } from './fixture.ts'
import { pipelinesAt, tagged, type AtPipelines } from './pipelines-fixture.ts'

let gateway: OpenGateway
let admin: Client
let operator: AtPipelines['operator']
let apply: AtPipelines['apply']
let refused: AtPipelines['refused']
let show: AtPipelines['show']
let names: AtPipelines['names']
let run: AtPipelines['run']
let recordsOf: AtPipelines['recordsOf']

beforeAll(async () => {
  gateway = await openGateway()
  admin = await gateway.enter('admin')
  gateway.work()
  ;({ operator, apply, refused, show, names, run, recordsOf } = await pipelinesAt(gateway))
})
afterAll(() => gateway[Symbol.asyncDispose]())

const keyOf = async (...scopes: string[]) =>
  (await bodyOf<{ key: string }>(await admin.post('/api/keys', { name: 'k', scopes }))).key
const ask = (key: string, path: string, init: RequestInit = {}) =>
  fetch(gateway.url + path, {
    ...init,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  })

describe('a pipeline applied over the API', () => {
  test('counts at once, with versions that tell what changed', async () => {
    expect(await apply({ made: tagged('one') })).toEqual([
      { name: 'made', change: 'created', version: 1, differences: [], more: 0 },
    ])
    await run('made', 2)
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
    await run('made', 1)
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

  test('takes away none that nobody has seen, for whoever says what they have seen', async () => {
    await apply({ seen: tagged('x'), kept: tagged('x') })
    const others = (await names()).filter((name) => name !== 'kept')
    const expected = Object.fromEntries(
      await Promise.all(others.map(async (name) => [name, (await show(name)).version])),
    )
    await apply({ newcomer: tagged('x') })
    const problem = await refused({ kept: tagged('x') }, { prune: true, expect: expected })
    expect([problem.code, problem.detail]).toEqual([
      'pipeline-changed',
      'Pipeline newcomer is at version 1, and would be removed unseen: look at it again',
    ])
    expect(await names()).toEqual(expect.arrayContaining(['newcomer', 'seen']))
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

test('a key that reads some datasets sees their pipelines and no others, and none may be applied by who may not', async () => {
  await apply({ mine: tagged('x'), theirs: tagged('x') })
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
  // What it once was of others stays theirs.
  await apply({ moved: tagged('x', { dataset: 'theirs' }) })
  await apply({ moved: tagged('x', { dataset: 'mine' }) })
  expect((await ask(reader, '/api/pipelines/moved')).status).toBe(200)
  expect((await ask(reader, '/api/pipelines/moved/versions/2')).status).toBe(200)
  expect(await codeOf(await ask(reader, '/api/pipelines/moved/versions/1'))).toBe('forbidden')
  // Nor is it shown what has become others' and counts here still: the catalog is asked, and not what is in memory.
  const late = await gateway.beside({ changes: { follows: false } })
  await apply({ moved: tagged('x', { dataset: 'theirs' }) })
  expect(late.runs.pipelines.datasetOf('moved')).toBe('mine')
  const asked = (key: string) =>
    fetch(`${late.url}/api/pipelines/moved`, { headers: { authorization: `Bearer ${key}` } })
  expect(await codeOf(await asked(reader))).toBe('forbidden')
  expect(await bodyOf(await asked(await keyOf('read')))).toMatchObject({ definition: { dataset: 'theirs' } })
  const wanted = json({ pipelines: { mine: tagged('y') } })
  for (const key of [reader, await keyOf('start'), await keyOf('read')]) {
    expect(await codeOf(await ask(key, '/api/pipelines/apply', wanted))).toBe('forbidden')
    expect(await codeOf(await ask(key, '/api/pipelines/mine', { method: 'DELETE' }))).toBe('forbidden')
  }
  expect((await ask(await keyOf('operate'), '/api/pipelines/apply', wanted)).status).toBe(200)
})

test('differences are told to who may read pipelines, and counted to others', async () => {
  await apply({ differing: tagged('x', { dataset: 'before' }) })
  const wanted = json({ pipelines: { differing: tagged('y', { dataset: 'after' }) }, dryRun: true })
  const told = async (...scopes: string[]) => {
    const answer = await ask(await keyOf(...scopes), '/api/pipelines/apply', wanted)
    expect(answer.status).toBe(200)
    const { changes } = await bodyOf<{ changes: PipelineChange[] }>(answer)
    return changes.map(({ change, differences, more }) => [change, differences.map(({ path }) => path), more])
  }
  const paths = ['/dataset', '/steps/0/derive/tag']
  expect(await told('operate', 'read')).toEqual([['changed', paths, 0]])
  expect(await told('operate')).toEqual([['changed', [], 2]])
})

test('what is done to pipelines is in the audit trail, by name and version; what changes nothing is not', async () => {
  await using own = await openGateway()
  const at = await pipelinesAt(own)
  await at.apply({ audited: tagged('x'), other: tagged('x') })
  await at.apply({ audited: tagged('x') })
  await at.apply({ audited: tagged('y') }, { dryRun: true })
  await at.apply({}, { prune: true, dryRun: true })
  await at.refused({ audited: {} })
  await at.apply({ audited: tagged('y') }, { prune: true })
  await at.operator.send('DELETE', '/api/pipelines/audited')
  await at.operator.send('DELETE', '/api/pipelines/audited')
  const admin = await own.enter('admin')
  await vi.waitFor(async () => {
    const { entries } = await bodyOf<{ entries: AuditEntry[] }>(
      await admin.get(`/api/audit?user=${at.operator.userId}&limit=100`),
    )
    const told = entries.filter(({ target }) => target === 'audited' || target === 'other')
    // Those of one moment are in no order.
    expect(entries.filter(({ target }) => target === 'dry run' || target === 'nothing')).toEqual([])
    expect(told.map(({ kind, target, version, code }) => `${kind} ${target} ${version} ${code}`).toSorted()).toEqual([
      'pipeline.apply audited 1 null',
      'pipeline.apply audited 2 null',
      'pipeline.apply audited null invalid-pipeline',
      'pipeline.apply other 1 null',
      'pipeline.remove audited 2 null',
      'pipeline.remove audited null unknown-pipeline',
      'pipeline.remove other 1 null',
    ])
    for (const { route, address } of told) expect([route, address]).toEqual([expect.any(String), '127.0.0.1'])
  }, 10_000)
})

test('who applies a pipeline that hashes is told where the key of that is made of another secret', async () => {
  const etl = { hashKeyIsDerived: true }
  const hashing = { format: 'csv', steps: [{ hash: ['mail'] }] }
  const production = await pipelinesAt(await gateway.beside({ changes: { etl, nodeEnv: 'production' } }))
  const warned = async (at: AtPipelines, more: object = {}) => {
    const told = await at.apply({ hashing, plain: tagged('x') }, more)
    return told.map(({ name, warnings = [] }) => [name, ...warnings.map((each) => each.split(':', 1)[0])])
  }
  const both = [['hashing', 'HASH_KEY is not set'], ['plain']]
  expect(await warned(production, { dryRun: true })).toEqual(both)
  expect(await warned(production)).toEqual(both)
  expect(await warned({ ...production, apply })).toEqual([['hashing'], ['plain']])
})
