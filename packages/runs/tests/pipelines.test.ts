import type { PipelineDefinition } from '@syndicate/contracts'
import { builtIn, readDefinition } from '@syndicate/definitions'
import { expect, test } from 'vitest'
import { applyConfigured, applyPipelines, removePipeline, type Configured, type RunContext } from '../src/index.ts'
import { openRuns, smallLimits } from './fixture.ts'

function definitionOf(written: unknown): PipelineDefinition {
  const read = readDefinition(written)
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return read.definition
}

const inFile = (name: string, format: string | null): Configured => ({
  name,
  source: 'file',
  hash: `${name} ${format}`,
  definition: format === null ? null : definitionOf({ format }),
})
const builtInOnes = Object.entries(builtIn).map(([name, written]): Configured => ({
  name,
  source: 'built-in',
  hash: JSON.stringify(written),
  definition: definitionOf(written),
}))

/** What is there, as `name version source format`. */
const shown = ({ pipelines }: RunContext) =>
  pipelines.all().map(({ name, version, source, recipe }) => `${name} ${version} ${source} ${recipe.format}`)
const told = async (ctx: RunContext, ...configured: Configured[]) => {
  const { changes, faults } = await applyConfigured(ctx, configured)
  expect(faults).toEqual([])
  return changes.map(
    ({ name, change, version, overApi }) => `${name} ${change} ${version}${overApi ? ' over API' : ''}`,
  )
}

test('what is applied over the API outlives a restart with the same files, and a file that changes wins', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  expect(await told(ctx, inFile('orders', 'csv'))).toEqual(['orders created 1'])
  await applyPipelines(ctx, {
    pipelines: { orders: { format: 'json' }, own: { format: 'yaml' } },
    userId,
    username: 'ada',
  })

  const restarted = open.beside()
  expect(await told(restarted, inFile('orders', 'csv'))).toEqual([])
  expect(shown(restarted)).toEqual(['orders 2 api json', 'own 1 api yaml'])
  expect(await told(restarted, inFile('orders', 'ndjson'))).toEqual(['orders changed 3 over API'])
  expect(await told(restarted, inFile('orders', 'ndjson'))).toEqual([])

  // What stands in no file any more stays; what a file does not want goes, until somebody else wants it.
  expect(await told(restarted)).toEqual([])
  expect(await told(restarted, inFile('orders', null))).toEqual(['orders removed 3'])
  expect(shown(restarted)).toEqual(['own 1 api yaml'])
  await applyPipelines(restarted, { pipelines: { orders: { format: 'json' } }, userId, username: 'ada' })
  expect(await told(restarted, inFile('orders', null))).toEqual([])
  expect(shown(restarted)).toEqual(['orders 4 api json', 'own 1 api yaml'])

  // A file that comes to say what somebody has applied already is no change, now and later.
  expect(await told(restarted, inFile('orders', 'json'))).toEqual([])
  await applyPipelines(restarted, { pipelines: { orders: { format: 'csv' } }, userId, username: 'ada' })
  expect(await told(restarted, inFile('orders', 'json'))).toEqual([])
  expect(shown(restarted)).toEqual(['orders 5 api csv', 'own 1 api yaml'])
})

test('what is removed over the API stays so until its file changes', async () => {
  await using open = await openRuns()
  const { ctx } = open
  await told(ctx, inFile('orders', 'csv'))
  await removePipeline(ctx, 'orders', 'ada')
  expect(await told(ctx, inFile('orders', 'csv'))).toEqual([])
  expect(shown(ctx)).toEqual([])
  expect(await told(ctx, inFile('orders', 'json'))).toEqual(['orders restored 2'])
})

test('what is built in is there by itself, gives way, and goes only where somebody says so', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  expect((await told(ctx, inFile('orders', 'csv'), ...builtInOnes)).length).toBe(5)
  const [records, ...others] = builtInOnes as [Configured, ...Configured[]]
  expect(records.name).toBe('records')

  // A later version of the program has another one: then that counts, unless it is somebody's own by now.
  const later = { ...records, hash: 'later', definition: definitionOf({ format: 'ndjson' }) }
  expect(await told(ctx, later, ...others)).toEqual(['records changed 2'])
  await applyPipelines(ctx, { pipelines: { records: { format: 'csv' } }, userId, username: 'ada' })
  expect(await told(ctx, records, ...others)).toEqual([])
  expect(ctx.pipelines.find('records')).toMatchObject({ version: 3, source: 'api' })
  await removePipeline(ctx, 'records', 'ada')
  expect(await told(ctx, records, later)).toEqual([])
  expect(ctx.pipelines.find('records')).toBeUndefined()

  // Taken away by a file from the beginning, and wanted again when the file says nothing of it.
  await using empty = await openRuns()
  const unwanted = {
    ...inFile('records', null),
    hash: '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b',
  }
  expect(await told(empty.ctx, unwanted, ...others)).toHaveLength(3)
  expect(await told(empty.ctx, unwanted, ...others)).toEqual([])
  expect(empty.ctx.pipelines.find('records')).toBeUndefined()
  await expect(empty.ctx.catalog.pipelines.show('records', { limit: 1 })).rejects.toMatchObject({
    code: 'unknown-pipeline',
  })
  expect(await told(empty.ctx, records, ...others)).toEqual(['records created 1'])
})

test('what is built in gives way to who writes to its dataset in another mode', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  await applyPipelines(ctx, {
    pipelines: { log: { format: 'json', dataset: 'binary', mode: 'replace' } },
    userId,
    username: 'ada',
  })
  const replacing = inFile('orders', 'csv')
  replacing.definition = definitionOf({ format: 'csv', dataset: 'records', mode: 'replace' })
  const { changes, left, faults } = await applyConfigured(ctx, [replacing, ...builtInOnes])
  expect([changes.map(({ name }) => name), left, faults]).toEqual([
    ['documents', 'orders', 'telemetry'],
    ['records', 'binary'],
    [],
  ])
})

test('files that are not sound beside what there is change nothing, and say why', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  await applyPipelines(ctx, {
    pipelines: { shop: { format: 'json', dataset: 'orders', mode: 'replace' } },
    userId,
    username: 'ada',
  })
  const broken = { ...inFile('broken', 'csv'), definition: definitionOf({ format: 'csv', steps: [{ filter: 'a >' }] }) }
  const { changes, faults } = await applyConfigured(ctx, [inFile('fine', 'csv'), inFile('orders', 'csv'), broken])
  expect([changes, shown(ctx)]).toEqual([[], ['shop 1 api json']])
  expect(faults).toEqual([
    { path: ['broken', 'steps', 0, 'filter'], expected: 'a pipeline that compiles', got: expect.any(String) },
    { path: ['orders', 'mode'], expected: 'mode replace, as pipeline shop has for dataset orders', got: 'append' },
  ])
})

test('a file that takes too long to try holds up nobody who starts, and is named', { timeout: 60_000 }, async () => {
  const maxRecordBytes = 1_000_000
  await using open = await openRuns({ ...smallLimits, cut: { ...smallLimits.cut, maxRecordBytes } })
  const loops = 'record.list.all(a, record.list.all(b, size(string(a) + string(b)) > 0))'
  const input = `${JSON.stringify({ list: Array.from({ length: 20_000 }, (_, n) => n) })}\n`
  const fixtures = [{ name: 'f', input, expect: [] }]
  const slow = {
    ...inFile('slow', 'ndjson'),
    definition: definitionOf({ format: 'ndjson', steps: [{ filter: loops }], fixtures }),
  }
  const { faults } = await applyConfigured(open.ctx, [inFile('fine', 'csv'), slow])
  expect(faults).toEqual([
    { path: ['slow'], expected: 'a pipeline that can be tried', got: expect.stringContaining('longer than 5 s') },
  ])
  expect(shown(open.ctx)).toEqual([])
})

test('there are only so many pipelines, of so many bytes', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const apply = (from: number, count: number, more: object = {}) =>
    applyPipelines(ctx, {
      pipelines: Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`p${from + n}`, { format: 'csv', ...more }]),
      ),
      userId,
      username: 'ada',
    })
  for (let from = 0; from < 1000; from += 100) await apply(from, 100)
  await expect(apply(1000, 1)).rejects.toMatchObject({
    code: 'invalid-pipeline',
    errors: [
      {
        path: '/pipelines',
        expected: 'at most 1000 pipelines in all',
        got: expect.stringMatching(/^1001: remove 1 first; applied longest ago are p\d+, p\d+, p\d+$/),
      },
    ],
  })
  expect(await apply(999, 1, { description: 'changed' })).toMatchObject([{ change: 'changed' }])
  const record = { a: 'x'.repeat(1_500) }
  const fixture = { name: 'f', input: JSON.stringify(record), format: 'json', expect: [record] }
  const large = { fixtures: Array.from({ length: 80 }, () => fixture) }
  for (let n = 0; n < 16; n++) await apply(n, 1, large)
  await expect(apply(16, 2, large)).rejects.toMatchObject({
    errors: [
      {
        path: '/pipelines',
        expected: 'at most 4194304 bytes of pipelines in all',
        got: expect.stringMatching(
          /^\d+: remove some first, or take fixtures out; the largest are p\d+ \(\d+\), p\d+ /,
        ),
      },
    ],
  })
}, 60_000)

test('many who change something at once all come through', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const names = Array.from({ length: 60 }, (_, n) => `p${n}`)
  const pipelines = Object.fromEntries(names.map((name) => [name, { format: 'csv' }]))
  await applyPipelines(ctx, { pipelines, userId, username: 'ada' })
  await Promise.all(names.map((name) => removePipeline(ctx, name, 'ada')))
  expect(shown(ctx)).toEqual([])
})

test('two who change the same thing at once do so one after the other', async () => {
  await using open = await openRuns()
  const others = [open.ctx, open.beside(), open.beside()]
  const formats = ['csv', 'json', 'yaml', 'ndjson']
  await Promise.all(
    others.flatMap((ctx, index) =>
      formats.map((format, n) =>
        applyPipelines(ctx, {
          pipelines: { shared: { format, description: `${index} ${n}` }, [`own-${index}-${n}`]: { format } },
          userId: open.userId,
          username: 'ada',
        }),
      ),
    ),
  )
  const { versions } = await open.ctx.catalog.pipelines.show('shared', { limit: 100 })
  expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 12 }, (_, n) => 12 - n))
  for (const ctx of others) {
    await ctx.pipelines.refresh()
    expect(shown(ctx)).toHaveLength(13)
  }
})

test('a change that is made is told as made, whether or not it can be read back at once', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  await ctx.pipelines.refresh()
  const told: string[] = []
  let isMade = false
  const pipelines = {
    ...ctx.pipelines,
    refresh: () => (isMade ? Promise.reject(new Error('away')) : ctx.pipelines.refresh()),
  }
  const catalog = {
    ...ctx.catalog,
    pipelines: {
      ...ctx.catalog.pipelines,
      move: async (...move: Parameters<typeof ctx.catalog.pipelines.move>) =>
        (isMade = await ctx.catalog.pipelines.move(...move)),
    },
  }
  const cutOff = { ...ctx, catalog, pipelines, onError: (_error: unknown, what: string) => void told.push(what) }
  const request = { pipelines: { orders: { format: 'json' } }, userId, username: 'ada' }
  expect(await applyPipelines(cutOff, request)).toMatchObject([{ name: 'orders', change: 'created', version: 1 }])
  expect(told).toEqual(['reading pipelines that were changed just now'])
  await ctx.pipelines.refresh()
  expect(shown(ctx)).toEqual(['orders 1 api json'])
})
