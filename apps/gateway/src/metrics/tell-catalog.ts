import type { Catalog } from '@syndicate/catalog'
import { deliveryStates } from '@syndicate/contracts/words'
import { createLook } from '@syndicate/metrics'
import { Gauge, type Registry } from 'prom-client'
import { looks } from './looks.ts'

/**
 * Gauges of what PostgreSQL knows: it is the same at each gateway.
 * @param databaseLimit most bytes that the database may have before new work is refused; none: no limit
 * @returns what brings them up to date before they are told; what cannot be had is left out, and all of it while there is no answer at all
 */
export function tellCatalog(
  catalog: Catalog,
  databaseLimit: number | undefined,
  registers: Registry[],
): () => Promise<void> {
  const up = new Gauge({ name: 'syndicate_postgres_up', help: 'Whether PostgreSQL answered this scrape', registers })
  const runs = new Gauge({
    name: 'syndicate_unfinished_runs',
    help: 'Runs that have not ended',
    labelNames: ['state'],
    registers,
  })
  const runAge = new Gauge({
    name: 'syndicate_unfinished_run_age_seconds',
    help: 'How long ago the oldest and the newest of them were accepted; 0 where there is none',
    labelNames: ['which'],
    registers,
  })
  const inFlight = new Gauge({
    name: 'syndicate_in_flight_bytes',
    help: 'Inputs of runs that have not ended',
    registers,
  })
  const deliveries = new Gauge({
    name: 'syndicate_alert_deliveries',
    help: 'Deliveries of alerts that are kept, by what has become of them',
    labelNames: ['state'],
    registers,
  })
  const givenUp = new Gauge({
    name: 'syndicate_alert_given_up_timestamp_seconds',
    help: 'When the last delivery of an alert that is dead was given up, since 1970; 0 where none is',
    registers,
  })
  const alertWait = new Gauge({
    name: 'syndicate_alert_wait_seconds',
    help: 'Since when the oldest end of a run waits to be judged, and the oldest delivery to arrive; 0 where none does',
    labelNames: ['step'],
    registers,
  })
  const bytes = new Gauge({ name: 'syndicate_database_bytes', help: 'How large the database is, all of it', registers })
  if (databaseLimit !== undefined)
    new Gauge({
      name: 'syndicate_database_limit_bytes',
      help: 'From where on new work is refused (api.etl.maxDatabaseBytes)',
      registers,
    }).set(databaseLimit)

  const ping = createLook(async () => (await catalog.ping(), true), looks.ping)
  const often = createLook(
    async () => ({ runs: await catalog.runs.unfinished(), deliveries: await catalog.alerts.deliveries.count() }),
    looks.often,
  )
  const seldom = createLook(
    async () => ({
      bytes: await catalog.bytes(),
      waits: await catalog.alerts.waits(),
      givenUp: await catalog.alerts.deliveries.lastGivenUp(),
    }),
    looks.seldom,
  )

  return async () => {
    const [isUp, found, rest] = await Promise.all([ping.finding(), often.finding(), seldom.finding()])
    for (const gauge of [runs, runAge, deliveries, alertWait]) gauge.reset()
    for (const gauge of [inFlight, givenUp, bytes]) gauge.remove()
    up.set(isUp ? 1 : 0)
    if (!isUp) return
    if (found) {
      const { accepted, running, oldestSeconds, newestSeconds } = found.runs
      runs.set({ state: 'accepted' }, accepted)
      runs.set({ state: 'running' }, running)
      runAge.set({ which: 'oldest' }, oldestSeconds)
      runAge.set({ which: 'newest' }, newestSeconds)
      inFlight.set(found.runs.bytes)
      for (const state of deliveryStates) deliveries.set({ state }, found.deliveries[state] ?? 0)
    }
    if (!rest) return
    bytes.set(rest.bytes)
    givenUp.set(rest.givenUp)
    for (const [step, seconds] of Object.entries(rest.waits)) alertWait.set({ step }, seconds)
  }
}
