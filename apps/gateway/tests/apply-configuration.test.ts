import type { AuditEntry } from '@syndicate/contracts'
import { readConfig, type Config } from '@syndicate/config'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { applyConfiguration } from '../src/apply-configuration.ts'
import { openGateway, type OpenGateway } from './fixture.ts'
import { pipelinesAt } from './pipelines-fixture.ts'

/** What a gateway that starts with these files says and writes down. Null: the configuration wants none. */
async function start(gateway: OpenGateway, files: Record<string, string | null>, changes: Partial<Config> = {}) {
  const unwanted = Object.entries(files).filter(([, written]) => written === null)
  const text = JSON.stringify({ pipelines: Object.fromEntries(unwanted) })
  const folder = Object.entries(files).flatMap(([name, written]) =>
    written === null ? [] : [{ name, text: written, file: `pipelines/${name}.yaml` }],
  )
  const source = { text, file: 'syndicate.yaml', env: { NODE_ENV: 'test' }, folder }
  const warnings: string[] = []
  const log = pino(
    { level: 'warn' },
    {
      write(line) {
        const { msg, pipelines } = JSON.parse(line) as { msg: string; pipelines: unknown }
        warnings.push(`${msg.split(/[:,]| though/, 1)[0]}: ${JSON.stringify(pipelines)}`)
      },
    },
  )
  const { catalog } = gateway.runs
  const seen = (await catalog.audit.list({ limit: 1 })).entries[0]?.id ?? ''
  const config = { ...readConfig(source), ...changes }
  await applyConfiguration({ source, config, catalog, runs: gateway.runs, log })
  const { entries } = await catalog.audit.list({ kinds: ['pipeline.apply', 'pipeline.remove'], limit: 100 })
  const inWords = ({ kind, target, version, userId, agent }: AuditEntry) =>
    [kind, target, version, userId, agent].join(' ')
  const told = entries.filter(({ id, route }) => id > seen && route === null)
  return { warnings, entries: told.map(inWords).toSorted() }
}

test('what files and the program itself change of pipelines is in the audit trail, once', async () => {
  await using gateway = await openGateway()
  expect((await start(gateway, { orders: 'format: csv', visits: 'format: csv' })).entries).toEqual([
    'pipeline.apply orders 1  file pipelines/orders.yaml',
    'pipeline.apply visits 1  file pipelines/visits.yaml',
  ])
  expect(await start(gateway, { orders: 'format: csv', visits: 'format: csv' })).toEqual({ warnings: [], entries: [] })
  expect((await start(gateway, { orders: null, visits: 'format: json' })).entries).toEqual([
    'pipeline.apply visits 2  file pipelines/visits.yaml',
    'pipeline.remove orders 1  file syndicate.yaml',
  ])
})

test('who starts a gateway is told what files say and does not count, and what to do for that', async () => {
  await using gateway = await openGateway()
  const { apply, operator } = await pipelinesAt(gateway)
  const files = { changed: 'format: csv', removed: 'format: csv', unwanted: null, same: 'format: csv' }
  expect((await start(gateway, files)).warnings).toEqual([])
  await apply({ changed: { format: 'json' }, unwanted: { format: 'json' }, own: { format: 'json' } })
  await operator.send('DELETE', '/api/pipelines/removed')
  const at = (name: string, file = `pipelines/${name}.yaml`) => JSON.stringify([{ name, file }])
  expect((await start(gateway, files)).warnings.toSorted()).toEqual([
    `a pipeline was applied and stays: ${at('unwanted', 'syndicate.yaml')}`,
    `a pipeline was changed and stays so: ${at('changed')}`,
    `a pipeline was removed and stays away: ${at('removed')}`,
  ])
  await apply({ changed: { format: 'csv' }, removed: { format: 'csv' } })
  await operator.send('DELETE', '/api/pipelines/unwanted')
  expect((await start(gateway, files)).warnings).toEqual([])
})

test('who starts a gateway is told of all pipelines that hash with a key made of another secret', async () => {
  await using gateway = await openGateway()
  const { apply } = await pipelinesAt(gateway)
  await apply({ hashing: { format: 'csv', steps: [{ hash: ['mail'] }] }, plain: { format: 'csv' } })
  expect((await start(gateway, {})).warnings).toEqual([])
  expect((await start(gateway, {}, { nodeEnv: 'production' })).warnings).toEqual(['HASH_KEY is not set: ["hashing"]'])
})
