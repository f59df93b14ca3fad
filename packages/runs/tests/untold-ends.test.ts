import type { EventData } from '@syndicate/contracts'
import { afterEach, expect, test } from 'vitest'
import { armFailPoints, disarmFailPoints } from '../src/faults/fail-point.ts'
import { accept, openRuns, readings } from './fixture.ts'

afterEach(disarmFailPoints)

test.for([
  { name: 'one chunk', records: 20 },
  { name: 'several chunks', records: 1000 },
])('the end of a run of $name is told by whoever finds it, when who made it could not', async ({ records }) => {
  await using open = await openRuns()
  const told: EventData[] = []
  await open.ctx.broker.bus.subscribe('telemetry.live', ({ data }) => told.push(data))
  await open.ctx.broker.bus.subscribe('datasets.readings', ({ data }) => told.push(data))
  armFailPoints('publish.committed:throw:1')
  const runId = await accept(open, readings(records))
  open.work()
  const end = { kind: 'run.state', runId, state: 'published', version: 1, counts: { loaded: records } }
  const version = { kind: 'dataset.version', version: 1, runId, records }
  await expect
    .poll(() => told, { timeout: 20_000 })
    .toMatchObject([{ state: 'accepted' }, { state: 'running' }, end, version])
  expect(await open.ctx.catalog.outcomes.read()).toEqual([
    { pipeline: 'readings', kind: 'records', label: 'loaded', n: records },
    { pipeline: 'readings', kind: 'runs', label: 'published', n: 1 },
  ])
})
