import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net'
import { createCatalog } from '@syndicate/catalog'
import { expect, test, vi } from 'vitest'
import { applyPipelines, removePipeline } from '../src/index.ts'
import { announceChanges } from '../src/pipelines/announce-changes.ts'
import { createLivePipelines } from '../src/pipelines/live-pipelines.ts'
import { openRuns, type OpenRuns } from './fixture.ts'

/** A catalog whose way to PostgreSQL can be cut. */
async function cuttable(database: OpenRuns['database']) {
  const url = new URL(database.url)
  const upstreamPort = Number(url.port)
  const open = new Set<Socket>()
  const relay = createServer((client) => {
    const upstream = dial({ port: upstreamPort, host: url.hostname })
    for (const socket of [client, upstream]) open.add(socket.on('error', () => {}))
    client.pipe(upstream).pipe(client)
  })
  const listen = (port: number) => new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve))
  const cut = () => {
    const closed = new Promise((resolve) => relay.close(resolve))
    for (const socket of open) socket.destroy()
    return closed
  }
  await listen(0)
  const { port } = relay.address() as AddressInfo
  url.host = `127.0.0.1:${port}`
  const catalog = createCatalog({ ...database, url: url.href, poolSize: 2 })
  return {
    catalog,
    cut,
    mend: () => listen(port),
    async [Symbol.asyncDispose]() {
      await catalog.close()
      await cut()
    },
  }
}

test('while PostgreSQL is away pipelines stay as they are, and what changed meanwhile is there when it is back', async () => {
  await using open = await openRuns()
  const { ctx, userId, database } = open
  await applyPipelines(ctx, { pipelines: { orders: { format: 'csv' } }, userId, username: 'ada' })
  await using road = await cuttable(database)
  const errors: unknown[] = []
  let looks = 0
  const revision = () => {
    looks++
    return road.catalog.pipelines.revision()
  }
  const catalog = { pipelines: { ...road.catalog.pipelines, revision } }
  const pipelines = createLivePipelines({
    catalog,
    // Where Redis is away nothing is heard.
    bus: { subscribe: () => Promise.reject(new Error('away')) },
    onError: (error) => errors.push(error),
  })
  await pipelines.refresh()
  const stop = pipelines.follow()
  try {
    await road.cut()
    await applyPipelines(ctx, { pipelines: { orders: { format: 'json' } }, userId, username: 'ada' })
    await vi.waitFor(() => expect(errors).toHaveLength(1), { timeout: 10_000 })
    const before = looks
    await vi.waitFor(() => expect(looks).toBeGreaterThan(before + 2), { timeout: 20_000 })
    expect(pipelines.find('orders')).toMatchObject({ version: 1, recipe: { format: 'csv' } })
    await expect(pipelines.refresh()).rejects.toThrow()
    expect(pipelines.writersOf('orders')).toEqual(['orders'])
    await road.mend()
    await vi.waitFor(() => expect(pipelines.find('orders')?.version).toBe(2), { timeout: 10_000, interval: 50 })
    // Said once for as long as it is away.
    expect(errors).toHaveLength(1)
  } finally {
    stop()
  }
}, 60_000)

test('a change that is heard of counts before anybody has looked for it', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const { catalog, broker } = open.beside()
  // It asks once and is never answered: only what is heard remains.
  const asked = Promise.withResolvers<number>()
  const pipelines = createLivePipelines({
    catalog: { pipelines: { ...catalog.pipelines, revision: () => asked.promise } },
    bus: broker.bus,
    onError: () => {},
  })
  await pipelines.refresh()
  const stop = pipelines.follow()
  try {
    await applyPipelines(ctx, { pipelines: { orders: { format: 'csv' } }, userId, username: 'ada' })
    await vi.waitFor(
      () => {
        // Again, since it may not have listened yet.
        announceChanges(ctx, [{ name: 'orders', change: 'created', version: 1 }], { source: 'api', by: 'ada' })
        expect(pipelines.find('orders')?.version).toBe(1)
      },
      { timeout: 10_000, interval: 50 },
    )
  } finally {
    stop()
    asked.resolve(0)
  }
})

test('whoever may write to a dataset follows what pipelines say', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const apply = (pipelines: Record<string, unknown>) => applyPipelines(ctx, { pipelines, userId, username: 'ada' })
  await apply({
    a: { format: 'json', datasets: ['c', 'a', 'constructor'] },
    b: { format: 'json', dataset: 'shop' },
    c: { format: 'json' },
  })
  const writers = () => ['a', 'b', 'c', 'constructor', 'shop'].map((each) => ctx.pipelines.writersOf(each))
  expect(writers()).toEqual([['a'], null, ['a', 'c'], ['a'], ['b']])
  await apply({ a: { format: 'json' } })
  await removePipeline(ctx, 'b', 'ada')
  expect(writers()).toEqual([['a'], null, ['c'], null, null])
})
