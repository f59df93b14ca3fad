import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { newId } from '@syndicate/contracts'
import { expect, inject, test } from 'vitest'
import { connect } from '../src/connect.ts'
import { createCatalog, type Catalog, type PipelineMove } from '../src/index.ts'
import { migrate } from '../src/migrate.ts'
import { newRun, publish, stagedChunk, verdict } from './fixture.ts'

const migrations = fileURLToPath(new URL('../migrations/', import.meta.url))

/** A schema as it was before a migration, to be filled and then brought to the newest. */
async function openBefore(migration: string) {
  const schema = `t_${randomBytes(6).toString('hex')}`
  const path = mkdtempSync(join(tmpdir(), 'migrations-'))
  for (const file of readdirSync(migrations).filter((each) => each < migration))
    cpSync(join(migrations, file), join(path, file))
  const sql = connect({ url: inject('databaseUrl'), schema, poolSize: 2 })
  await migrate(sql, schema, { folder: pathToFileURL(`${path}/`) })
  rmSync(path, { recursive: true })
  const catalog = createCatalog({ url: inject('databaseUrl'), schema, poolSize: 4 })
  return {
    sql,
    catalog,
    async [Symbol.asyncDispose]() {
      await sql.end()
      await catalog.close()
    },
  }
}

test('users whose names differ in case alone still sign in as written, and keys of disabled ones have ended', async () => {
  await using open = await openBefore('0010')
  const { sql, catalog } = open
  const add = async (username: string, isDisabled = false) => {
    const id = newId()
    await sql`
      insert into users (id, username, role, password_hash, disabled_at)
      values (${id}, ${username}, 'viewer', 'h', ${isDisabled ? new Date() : null})`
    return id
  }
  const [Ada, ada, ADA, bob] = [await add('Ada'), await add('ada'), await add('ADA', true), await add('bob')]
  const keys = [newId(), newId()]
  for (const [n, userId] of [ADA, bob].entries())
    await sql`
      insert into api_keys (id, user_id, name, secret_hash, scopes, expires_at)
      values (${keys[n]!}, ${userId}, 'k', ${Buffer.from('h')}, ${['read']}, now() + interval '1 day')`
  await catalog.migrate()
  const idOf = async (name: string) => (await catalog.users.byName(name))?.id
  expect([await idOf('Ada'), await idOf('ada'), await idOf('ADA'), await idOf('aDa')]).toEqual([Ada, ada, ADA, Ada])
  expect(await idOf('BOB')).toBe(bob)
  await catalog.users.change(ADA, { disabled: false })
  expect([await catalog.apiKeys.find(keys[0]!), (await catalog.apiKeys.find(keys[1]!))?.userId]).toEqual([null, bob])
  expect((await catalog.users.create({ username: 'aDA', role: 'viewer', passwordHash: 'h' })).created).toBe(false)
})

test('a dataset belongs to the pipeline that published there last, and runs under way end as they would have', async () => {
  await using open = await openBefore('0010')
  const { sql, catalog } = open
  const [userId, inputId] = [newId(), newId()]
  await sql`insert into users (id, username, role, password_hash) values (${userId}, 'ada', 'operator', 'h')`
  await sql`insert into recipes (hash, definition) values ('r', '{}')`
  await sql`insert into inputs (id, bytes, parts, sha256) values (${inputId}, 1, 1, 's')`
  await sql`
    insert into datasets (name, mode, recipe, head, last_version, lineage, live_records, live_bytes)
    values ('things', 'append', 'r', 1, 2, '{[1,2)}', 1, 1)`
  for (const [n, pipeline] of ['first', 'last'].entries()) {
    const runId = newId()
    await sql`
      insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, state, request_hash, bytes)
      values (${runId}, 'r', ${inputId}, ${userId}, ${pipeline}, 'things', 'append', 'quarantine', 'json', 'published', 'h', 1)`
    await sql`
      insert into versions (dataset, version, run_id, lineage, records, bytes, live_records, live_bytes)
      values ('things', ${n + 1}, ${runId}, '{[1,2)}', 1, 1, 1, 1)`
  }
  const underWay = newId()
  await sql`
    insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, state, request_hash, bytes, chunks)
    values (${underWay}, 'r', ${inputId}, ${userId}, 'first', 'things', 'append', 'quarantine', 'json', 'running', 'h', 1, 1)`
  await catalog.migrate()
  expect(await sql`select owner from datasets`).toEqual([{ owner: 'last' }])
  expect(await sql`select shares from runs where id = ${underWay}`).toEqual([{ shares: true }])
  await expect(catalog.runs.accept(await newRun(catalog, { pipeline: 'first' }))).rejects.toMatchObject({
    code: 'dataset-taken',
  })
  expect(await catalog.runs.accept(await newRun(catalog, { pipeline: 'last' }))).toMatchObject({ state: 'accepted' })
})

test('a catalog from before pipelines lived here has none, and takes them', async () => {
  await using open = await openBefore('0017')
  const { catalog } = open
  await expect(catalog.pipelines.revision()).rejects.toThrow('pipeline_revision')
  await catalog.migrate()
  expect(await catalog.pipelines.changesSince(-1)).toEqual({ revision: 0, names: [], changed: [] })
  const defaults = { mode: 'append', onInvalid: 'quarantine', live: false } as const
  const put: PipelineMove = {
    kind: 'put',
    name: 'orders',
    definition: { ...defaults, format: 'csv', datasets: [], steps: [], fixtures: [] },
    recipeHash: 'h',
    source: 'file',
    appliedBy: null,
  }
  expect(await catalog.pipelines.move(0, [put])).toBe(true)
  // Planned at a revision that is over.
  expect(await catalog.pipelines.move(0, [put])).toBe(false)
  const names = ['orders']
  expect(await catalog.pipelines.changesSince(0)).toMatchObject({ revision: 1, names, changed: [{ version: 1 }] })
  expect(await catalog.pipelines.changesSince(1)).toEqual({ revision: 1, names, changed: [] })
})

async function underWay(catalog: Catalog) {
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  return run
}

test('of a dataset from before fields were looked at nothing is known until a run is published, which is its first schema', async () => {
  await using open = await openBefore('0018')
  const { sql, catalog } = open
  await sql`insert into recipes (hash, definition) values ('r', '{}')`
  await sql`
    insert into datasets (name, owner, mode, recipe, head, last_version, lineage, live_records, live_bytes)
    values ('things', 'things', 'append', 'r', 1, 1, '{[1,2)}', 1, 1)`
  await catalog.migrate()
  expect(await catalog.registry.schema('things', { limit: 9 })).toMatchObject({
    schemaVersion: null,
    complete: false,
    versions: [],
  })
  const runId = await publish(catalog, 1)
  expect(await catalog.runs.get(runId)).toMatchObject({ state: 'published', fields: null })
  expect(await catalog.registry.schema('things', { limit: 9 })).toMatchObject({
    schemaVersion: 1,
    complete: false,
    fields: [{ field: 'n', text: 'integer' }],
    versions: [{ runId, changes: [] }],
  })
})

test('a chunk that a version made which does not look at fields leaves no claim about its run', async () => {
  await using open = await openBefore('0018')
  const { sql, catalog } = open
  await catalog.migrate()
  await publish(catalog, 1)
  const run = await underWay(catalog)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1))
  await sql`update chunks set seen_fields = null where run_id = ${run.id}`
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  expect(await catalog.runs.get(run.id)).toMatchObject({ state: 'published', fields: null })
  const schema = await catalog.registry.schema(run.dataset, { limit: 9 })
  expect(schema).toMatchObject({ schemaVersion: null, complete: false, fields: [], versions: { length: 1 } })
  // Nor does what comes later make one, nor a rollback to it.
  await publish(catalog, 1)
  await catalog.registry.rollback(run.dataset, 2)
  expect(await catalog.registry.schema(run.dataset, { limit: 9 })).toMatchObject({ complete: false, fields: [] })
})

test('chunks that a version booked which does not look at fields count as such', async () => {
  await using open = await openBefore('0018')
  const { sql, catalog } = open
  await catalog.migrate()
  const [first, second] = [await underWay(catalog), await underWay(catalog)]
  for (const run of [first, second]) {
    await catalog.chunks.stage(run.id, 0, stagedChunk(1))
    await catalog.chunks.pass(run.id, 0, 0, verdict())
    await sql`update runs set run_fields = null where id = ${run.id}`
  }
  await catalog.chunks.stage(first.id, 1, stagedChunk(1))
  await catalog.chunks.seal(first.id, 0, 2, 1)
  await catalog.chunks.pass(first.id, 0, 1, verdict())
  expect(await sql`select live_fields from datasets`).toEqual([{ live_fields: { more: true } }])
  await sql`delete from dataset_schemas`
  await sql`update datasets set live_fields = '{"stored": {"n": 4}}'`
  await catalog.chunks.seal(second.id, 0, 1, 1)
  expect(await sql`select live_fields from datasets`).toEqual([{ live_fields: { more: true } }])
})
