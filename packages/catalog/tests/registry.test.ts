import { expect, test } from 'vitest'
import type { Catalog } from '../src/index.ts'
import { newSession, newRun, openCatalog, publish, refusal, stagedChunk, verdict } from './fixture.ts'

async function framesOf(catalog: Catalog, version?: number): Promise<string[]> {
  const texts: string[] = []
  for await (const frame of catalog.registry.frames('things', version === undefined ? {} : { version })) {
    texts.push(Buffer.from(frame.data).toString())
  }
  return texts
}

test('append adds to what is live, and a rollback moves back to it without deleting', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await publish(catalog, 1)
  await publish(catalog, 2)
  expect(await catalog.registry.get('things')).toMatchObject({ head: 2, records: 3, mode: 'append' })
  expect(await framesOf(catalog)).toEqual(['frame of 1', 'frame of 2'])

  expect(await catalog.registry.rollback('things', 1)).toMatchObject({ head: 1, records: 1 })
  expect(await framesOf(catalog)).toEqual(['frame of 1'])
  expect(await framesOf(catalog, 2)).toEqual(['frame of 1', 'frame of 2'])

  await publish(catalog, 3)
  expect(await catalog.registry.get('things')).toMatchObject({ head: 3, records: 4 })
  expect(await framesOf(catalog)).toEqual(['frame of 1', 'frame of 3'])
})

test('replace shows the newest version alone', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await publish(catalog, 1, { mode: 'replace' })
  await publish(catalog, 2, { mode: 'replace' })
  expect(await catalog.registry.get('things')).toMatchObject({ head: 2, records: 2, mode: 'replace' })
  expect(await framesOf(catalog)).toEqual(['frame of 2'])
  await expect(catalog.runs.accept(await newRun(catalog))).rejects.toMatchObject({ code: 'dataset-mode-conflict' })
})

test('twenty runs published at once make twenty versions and lose no record', async () => {
  await using open = await openCatalog()
  await Promise.all(Array.from({ length: 20 }, () => publish(open.catalog, 2)))
  const dataset = (await open.catalog.registry.get('things'))!
  expect(dataset).toMatchObject({ head: 20, records: 40 })
  expect(dataset.versions.map((version) => version.version)).toEqual(
    Array.from({ length: 20 }, (_, index) => 20 - index),
  )
  expect(await framesOf(open.catalog)).toHaveLength(20)
})

test('many frames are read in order, and from where a reader left off', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  for (let ordinal = 0; ordinal < 20; ordinal++) {
    await catalog.chunks.stage(run.id, ordinal, stagedChunk(ordinal))
    await catalog.chunks.pass(run.id, 0, ordinal, verdict())
  }
  await catalog.chunks.seal(run.id, 0, 20, 1)
  const keys: number[] = []
  for await (const frame of catalog.registry.frames('things')) keys.push(frame.key.ordinal)
  expect(keys).toEqual(Array.from({ length: 19 }, (_, index) => index + 1))
  const rest: number[] = []
  for await (const frame of catalog.registry.frames('things', { after: { version: 1, ordinal: 15 } }))
    rest.push(frame.key.ordinal)
  expect(rest).toEqual([16, 17, 18, 19])
})

test('an unknown dataset or version is named before anything is read', async () => {
  await using open = await openCatalog()
  await expect(framesOf(open.catalog)).rejects.toMatchObject({ code: 'dataset-not-found' })
  await publish(open.catalog, 1)
  await expect(framesOf(open.catalog, 9)).rejects.toMatchObject({ code: 'version-not-found' })
  await expect(open.catalog.registry.rollback('things', 9)).rejects.toMatchObject({ code: 'version-not-found' })
})

test('quarantine keeps what came, even a NUL, and counts it by code', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused: [refusal(4), refusal(7, 'a\0b')] }))
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  expect(await catalog.quarantine.groups({})).toEqual({ groups: [], next: null })
  await catalog.chunks.seal(run.id, 0, 1, 1)
  const { records } = await catalog.quarantine.list({ dataset: 'things', run: run.id, limit: 10 })
  expect(records.map((record) => [record.position, record.encoding])).toEqual([
    [4, 'text'],
    [7, 'base64'],
  ])
  expect(Buffer.from(records[1]!.original, 'base64').toString()).toBe('a\0b')
  expect((await catalog.quarantine.groups({ run: run.id })).groups).toEqual([
    { stage: 'transform', code: 'cast-failed', count: 2 },
  ])
  expect((await catalog.quarantine.groups({ code: 'schema-violation' })).groups).toEqual([])
  const page = await catalog.quarantine.list({ limit: 1 })
  expect((await catalog.quarantine.list({ limit: 1, cursor: page.next! })).records[0]!.position).toBe(4)
})

test('sessions end by revocation and by time', async () => {
  await using open = await openCatalog()
  const { users, sessions } = open.catalog
  const { id } = await users.create({ username: 'bob', role: 'viewer', passwordHash: 'h' })
  expect((await users.create({ username: 'bob', role: 'admin', passwordHash: 'other' })).id).toBe(id)
  expect(await users.byName('bob')).toMatchObject({ role: 'viewer', passwordHash: 'h' })
  expect(await users.byName('eve')).toBeNull()
  await sessions.create(newSession('s1', id, new Date(Date.now() + 60_000)))
  await sessions.create(newSession('s2', id, new Date(Date.now() - 1)))
  expect(await sessions.find('s1')).toMatchObject({ username: 'bob', role: 'viewer' })
  expect(await sessions.find('s2')).toBeNull()
  await sessions.revoke('s1')
  expect(await sessions.find('s1')).toBeNull()
})
