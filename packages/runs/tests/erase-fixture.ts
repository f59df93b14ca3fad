import { createHash } from 'node:crypto'
import { newId, type Erasure, type ErasureSelector, type Recipe } from '@syndicate/contracts'
import postgres from 'postgres'
import { workOnErasure, type RunContext } from '../src/index.ts'
import { everyText } from './every-text.ts'
import type { OpenRuns } from './fixture.ts'

export const people: Recipe = {
  name: 'people',
  format: 'ndjson',
  dataset: 'people',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [{ rename: { user: 'id' } }, { cast: { id: 'integer' } }, { filter: 'mail != "left-out@x.org"' }],
  schema: { type: 'object', required: ['id', 'mail'], properties: { mail: { type: 'string', minLength: 5 } } },
}

export const linesOf = (...records: unknown[]) =>
  Buffer.from(records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join(''))

export async function ask(open: OpenRuns, selector: ErasureSelector, dryRun = false): Promise<string> {
  const id = newId()
  const proof = createHash('sha256').update(JSON.stringify(selector)).digest('hex')
  await open.ctx.catalog.erasures.ask({ id, dataset: 'people', dryRun, userId: open.userId, selector, proof })
  return id
}

/** Works once, if something is due. */
export async function work(ctx: RunContext): Promise<boolean> {
  return (await workOnErasure(ctx, new AbortController().signal)).done !== null
}

/** Works on an erasure to its end. */
export async function erase(open: OpenRuns, selector: ErasureSelector, dryRun = false): Promise<Erasure> {
  const id = await ask(open, selector, dryRun)
  await work(open.ctx)
  return open.ctx.catalog.erasures.show('people', id)
}

export function behind(open: OpenRuns): postgres.Sql & AsyncDisposable {
  const sql = postgres(open.database.url, { max: 2, connection: { search_path: open.database.schema } })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() })
}

/** Whatever still says a text, wherever that is. */
export async function whatSays(open: OpenRuns, text: string): Promise<string[]> {
  return (await everyText(open.database, open.prefix))
    .filter((one) => one.includes(text))
    .map((one) => one.slice(0, 200))
}
