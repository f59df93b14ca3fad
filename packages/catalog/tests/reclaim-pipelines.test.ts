import { randomBytes } from 'node:crypto'
import type { PipelineDefinition } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import type { Catalog, PipelineMove } from '../src/index.ts'
import { exhaust, openReclaim } from './reclaim-fixture.ts'

const kept = { ofEach: 3, inAll: 5, bytes: 1_000_000 }
/** Of some 4,000 bytes that do not become fewer as they are stored. */
const definition = (): PipelineDefinition => ({
  description: randomBytes(3_000).toString('base64'),
  format: 'csv',
  mode: 'append',
  onInvalid: 'quarantine',
  live: false,
  datasets: [],
  steps: [],
  fixtures: [],
})

async function move(catalog: Catalog, ...moves: PipelineMove[]): Promise<void> {
  expect(await catalog.pipelines.move(await catalog.pipelines.revision(), moves)).toBe(true)
}

async function put(catalog: Catalog, name: string, times = 1, fileHash?: string): Promise<void> {
  for (let n = 0; n < times; n++) {
    const about = { kind: 'put', name, fileHash, recipeHash: 'h', source: 'api', appliedBy: null } as const
    await move(catalog, { ...about, definition: definition() })
  }
}

const remove = (catalog: Catalog, name: string) => move(catalog, { kind: 'remove', name })
const reclaim = (catalog: Catalog, most = kept) => exhaust(() => catalog.reclaim.pipelines(most))

async function versionsOf(catalog: Catalog, name: string): Promise<number[]> {
  const { versions } = await catalog.pipelines.show(name, { limit: 1000 })
  return versions.map(({ version }) => version)
}

test('of each pipeline the newest versions are kept, and the one that counts is among them', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await put(catalog, 'orders', 7)
  await put(catalog, 'visits')
  expect(await reclaim(catalog)).toEqual({ pipelineVersions: 4 })
  expect(await versionsOf(catalog, 'orders')).toEqual([7, 6, 5])
  await expect(catalog.pipelines.atVersion('orders', 4)).rejects.toMatchObject({ code: 'version-reclaimed' })
  await expect(catalog.pipelines.atVersion('orders', 8)).rejects.toMatchObject({ code: 'unknown-pipeline' })
  expect(await catalog.pipelines.atVersion('orders', 5)).toMatchObject({ version: 5 })
  await put(catalog, 'orders')
  expect(await reclaim(catalog)).toEqual({ pipelineVersions: 1 })
  expect(await versionsOf(catalog, 'orders')).toEqual([8, 7, 6])
  expect(await versionsOf(catalog, 'visits')).toEqual([1])
})

test('of all together those applied last are kept, by number and by bytes, and whatever counts', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  const names = Array.from({ length: 7 }, (_, n) => `p${n}`)
  for (const name of names) await put(catalog, name, 2)
  expect(await reclaim(catalog)).toEqual({ pipelineVersions: 2 })
  const left = async () =>
    (await Promise.all(names.map((name) => versionsOf(catalog, name)))).map(({ length }) => length)
  expect(await left()).toEqual([1, 1, 2, 2, 2, 2, 2])
  expect(await reclaim(catalog, { ...kept, bytes: 9_000 })).toEqual({ pipelineVersions: 3 })
  expect(await left()).toEqual([1, 1, 1, 1, 1, 2, 2])
  expect(await reclaim(catalog, { ...kept, bytes: 0 })).toEqual({ pipelineVersions: 2 })
  expect(await left()).toEqual([1, 1, 1, 1, 1, 1, 1])
})

test('a pipeline that was removed is forgotten with its last version, unless a file knows of it', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await put(catalog, 'own', 2)
  await put(catalog, 'filed', 2, 'f')
  const seen = await catalog.pipelines.revision()
  for (const name of ['own', 'filed']) await remove(catalog, name)
  expect(await reclaim(catalog)).toEqual({})
  expect(await versionsOf(catalog, 'own')).toEqual([2, 1])
  expect(await reclaim(catalog, { ...kept, inAll: 0 })).toEqual({ pipelineVersions: 4, pipelines: 1 })
  for (const name of ['own', 'filed'])
    await expect(catalog.pipelines.show(name, { limit: 1 })).rejects.toMatchObject({ code: 'unknown-pipeline' })
  const { states } = await catalog.pipelines.statesOf(['own', 'filed'])
  expect([...states.values()]).toEqual([
    { name: 'filed', version: 2, isRemoved: true, source: null, fileHash: 'f', revision: expect.any(Number) },
  ])
  // Whoever had not heard of the removal hears that there is none.
  expect(await catalog.pipelines.changesSince(seen)).toMatchObject({ names: [], changed: [] })
  // A number stands for one thing only, as far as anybody can have seen it.
  await put(catalog, 'filed')
  expect(await versionsOf(catalog, 'filed')).toEqual([3])
})

test('a change that was planned while one was forgotten is planned anew', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await put(catalog, 'own')
  await remove(catalog, 'own')
  const revision = await catalog.pipelines.revision()
  await reclaim(catalog, { ...kept, inAll: 0 })
  expect(await catalog.pipelines.move(revision, [])).toBe(false)
})

test('nothing but the collector deletes a version, and not even that one that counts', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  await put(catalog, 'orders', 2)
  const tries = [
    "update pipeline_versions set source = 'file'",
    'delete from pipeline_versions where version = 1',
    'truncate pipeline_versions',
    "set syndicate.reclaims_pipelines = 'yes'; update pipeline_versions set source = 'file'",
    "set syndicate.reclaims_pipelines = 'yes'; delete from pipeline_versions where version = 2",
  ]
  for (const statement of tries) await expect(sql.unsafe(statement)).rejects.toThrow('only ever added to')
  await put(catalog, 'orders')
  expect(await versionsOf(catalog, 'orders')).toEqual([3, 2, 1])
})
