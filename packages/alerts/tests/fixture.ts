import { randomBytes } from 'node:crypto'
import { createCatalog, type Catalog } from '@syndicate/catalog'
import { ownDatabase, type OwnDatabase } from '@syndicate/catalog/testing'
import {
  newId,
  type AlertCondition,
  type AlertRule,
  type MadeAlertDestination,
  type NewAlertDestination,
  type Recipe,
  type RunCounts,
} from '@syndicate/contracts'
import { expect, inject } from 'vitest'
import { createDestination, createGuard, startAlerts, type AlertsOptions } from '../src/index.ts'

const recipe: Recipe = {
  name: 'sales',
  format: 'ndjson',
  dataset: 'sales',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [],
}

export interface OpenAlerts {
  catalog: Catalog
  database: OwnDatabase
  /** Judges and sends, as a worker does. */
  work(changes?: Partial<AlertsOptions>): () => Promise<void>
  destination(wanted: NewAlertDestination): Promise<MadeAlertDestination>
  rule(when: AlertCondition, destinations: { id: string }[], mostPerHour?: number): Promise<AlertRule>
  /** Accepts a run and has it end so. @returns its id */
  end(state: 'failed' | 'cancelled', pipeline?: string): Promise<string>
  /** Fails where anything went wrong unseen. */
  [Symbol.asyncDispose](): Promise<void>
}

export const sealKey = randomBytes(32).toString('hex')

/** Alerts in a database of its own, allowed to be sent to this machine. */
export async function openAlerts(): Promise<OpenAlerts> {
  const database = await ownDatabase(inject('databases'))
  const catalog = createCatalog({ ...database, poolSize: 6 })
  const { id: userId } = await catalog.users.create({ username: 'ada', role: 'operator', passwordHash: 'x' })
  await catalog.recipes.keep('r1', recipe)
  const guard = createGuard(['127.0.0.0/8'])
  const stops: (() => Promise<void>)[] = []
  const errors: unknown[] = []
  return {
    catalog,
    database,
    work(changes = {}) {
      const stop = startAlerts({
        alerts: catalog.alerts,
        sealKeys: [sealKey],
        guard,
        turnsEveryMs: 500,
        onError: (error) => errors.push(error),
        ...changes,
      })
      stops.push(stop)
      return stop
    },
    destination: (wanted) =>
      createDestination({ destinations: catalog.alerts.destinations, guard, sealKey, hasMail: true }, wanted),
    rule: (when, destinations, mostPerHour = 10) =>
      catalog.alerts.rules.add({
        id: newId(),
        name: `rule ${newId()}`,
        when,
        destinations: destinations.map(({ id }) => id),
        mostPerHour,
        enabled: true,
        most: 100,
      }),
    async end(state, pipeline = 'sales') {
      const id = newId()
      const input = {
        id: newId(),
        bytes: 10,
        sha256: 'aa',
        parts: 1,
        chunks: null,
        cut: { version: 1 },
        cutMs: 1,
        only: Buffer.from('part'),
      }
      await catalog.runs.accept({
        id,
        recipe: 'r1',
        userId,
        pipeline,
        dataset: pipeline,
        mode: 'append',
        onInvalid: 'quarantine',
        format: 'ndjson',
        idempotencyKey: null,
        requestHash: 'h1',
        replayOf: null,
        input,
      })
      const counts: RunCounts = { in: 5, loaded: 3, quarantined: 2, duplicate: 0, filtered: 0 }
      if (state === 'cancelled') await catalog.runs.cancel(id)
      else await catalog.runs.fail(id, 0, { code: 'malformed-input', detail: 'line 3: "secret@example.org"' }, counts)
      return id
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(stops.map((stop) => stop()))
      await catalog.close()
      await database[Symbol.asyncDispose]()
      if (errors.length > 0) throw new AggregateError(errors, 'Judging or delivering went wrong')
    },
  }
}

/** What is asked again until it is so, or has not been for long. */
export function expectSoon<T>(ask: () => T | Promise<T>) {
  return expect.poll(ask, { timeout: 25_000 })
}
