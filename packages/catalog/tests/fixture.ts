import { createHash } from 'node:crypto'
import { newId, type Recipe, type Refusal } from '@syndicate/contracts'
import { inject } from 'vitest'
import {
  createCatalog,
  type Catalog,
  type NewInput,
  type NewRun,
  type NewSession,
  type StagedChunk,
  type Verdict,
} from '../src/index.ts'
import { ownDatabase, type OwnDatabase } from '../src/testing/own-database.ts'

/** A catalog in a database of its own. */
export async function openCatalog(): Promise<{
  catalog: Catalog
  database: OwnDatabase
  [Symbol.asyncDispose](): Promise<void>
}> {
  const database = await ownDatabase(inject('databases'))
  const catalog = createCatalog({ ...database, poolSize: 4 })
  return {
    catalog,
    database,
    async [Symbol.asyncDispose]() {
      await catalog.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

const recipe: Recipe = {
  name: 'things',
  format: 'ndjson',
  dataset: 'things',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [],
}

/** A run that can be accepted, with a user and a recipe to belong to. */
export async function newRun(catalog: Catalog, changes: Partial<NewRun> = {}): Promise<NewRun> {
  const { id: userId } = await catalog.users.create({ username: 'ada', role: 'operator', passwordHash: 'x' })
  await catalog.recipes.keep('r1', recipe)
  return {
    id: newId(),
    recipe: 'r1',
    userId,
    pipeline: 'things',
    dataset: 'things',
    mode: 'append',
    onInvalid: 'quarantine',
    format: 'ndjson',
    idempotencyKey: null,
    requestHash: 'h1',
    replayOf: null,
    input: newInput({ parts: 1, only: Buffer.from('part') }),
    ...changes,
  }
}

/** An input of some parts, that has yet to be cut. */
export function newInput(changes: Partial<NewInput> & Pick<NewInput, 'parts'>): NewInput {
  return { id: newId(), bytes: 10, sha256: 'aa', chunks: null, cut: { version: 1 }, cutMs: 1, ...changes }
}

export function stagedChunk(records: number, changes: Partial<StagedChunk> = {}): StagedChunk {
  const refused = changes.refused ?? []
  const data = Buffer.from(`frame of ${records}`)
  return {
    recipe: 'r1',
    data,
    sha256: createHash('sha256').update(data).digest('hex'),
    counts: { in: records + refused.length, filtered: 0, stored: records },
    refused,
    fields: records > 0 ? { stored: { n: 4 } } : {},
    transformMs: 1,
    ...changes,
  }
}

export function verdict(changes: Partial<Verdict> = {}): Verdict {
  return { loadMs: 1, validateMs: 1, ...changes }
}

export function refusal(position: number, original = 'bad'): Refusal {
  return { position, stage: 'transform', code: 'cast-failed', reason: 'cpu is no number', original, encoding: 'text' }
}

/** Takes a run of one chunk from accept to its end. */
export async function publish(catalog: Catalog, records: number, changes: Partial<NewRun> = {}): Promise<string> {
  const run = await newRun(catalog, changes)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(records))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return run.id
}

/** A published run of one chunk: one record is stored, so many are refused. */
export async function quarantined(catalog: Catalog, records: number, changes: Partial<NewRun> = {}): Promise<NewRun> {
  const run = await newRun(catalog, changes)
  const refusals = Array.from({ length: records }, (_, position) => refusal(position, `{"n":${position}}`))
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused: refusals }))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return run
}

export function newSession(sid: string, userId: string, expiresAt = new Date(Date.now() + 60_000)): NewSession {
  return { sid, userId, passwordVersion: 0, expiresAt, address: '127.0.0.1', userAgent: null, idToken: null, most: 20 }
}
