import type { Run } from '@syndicate/contracts'
import { applyConfigured } from '@syndicate/runs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openGateway, type OpenGateway } from './fixture.ts'
import { pipelinesAt, tagged, type AtPipelines } from './pipelines-fixture.ts'

let gateway: OpenGateway
let other: OpenGateway
let apply: AtPipelines['apply']
let run: AtPipelines['run']
let recordsOf: AtPipelines['recordsOf']

beforeAll(async () => {
  gateway = await openGateway({ etl: { sliceBytes: 8 * 1024 } })
  other = await gateway.beside()
  gateway.work()
  ;({ apply, run, recordsOf } = await pipelinesAt(gateway))
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('several gateways', () => {
  test('have a change within a second, also while there is a load, and no run is split between versions', async () => {
    const tags = ['v1', 'v2', 'v3', 'v4']
    // What is live then is what its last run made.
    const replaced = (tag: string) => ({ moving: tagged(tag, { mode: 'replace' }) })
    await apply(replaced(tags[0]!))
    await vi.waitFor(() => expect(other.runs.pipelines.find('moving')).toBeDefined(), { timeout: 10_000, interval: 20 })
    let isOver = false
    const load = [gateway, gateway, other].map(async ({ url }) => {
      const runs: Run[] = []
      while (!isOver) runs.push(await run('moving', 3_000, url))
      return runs
    })
    const waits: number[] = []
    for (const tag of tags.slice(1)) {
      await apply(replaced(tag))
      const began = performance.now()
      const { version } = gateway.runs.pipelines.find('moving')!
      const elsewhere = () => expect(other.runs.pipelines.find('moving')!.version).toBe(version)
      await vi.waitFor(elsewhere, { timeout: 5_000, interval: 10 })
      waits.push(performance.now() - began)
      // Who asks after that gets the new one, wherever they ask.
      for (const { url } of [gateway, other]) {
        const { version: published } = await run('moving', 1, url)
        expect(await recordsOf('moving', published!)).toMatchObject([{ tag }])
      }
    }
    isOver = true
    const runs = (await Promise.all(load)).flat()
    // The median: a busy machine may stand still for one of them.
    expect(waits.toSorted((a, b) => a - b)[1]).toBeLessThan(1_000)
    const seen = new Set<string>()
    for (const { version, chunks, counts } of runs) {
      expect([chunks! > 1, counts.loaded]).toEqual([true, 3_000])
      const found = new Set((await recordsOf('moving', version!)).map(({ tag }) => tag))
      expect(found.size).toBe(1)
      for (const tag of found) seen.add(tag)
    }
    expect([...seen].toSorted()).toEqual(tags)
  }, 60_000)

  test('that start at once apply a configuration once', async () => {
    const fresh = await openGateway()
    try {
      const definition = { ...gateway.runs.pipelines.find('records')!.definition, description: 'of a file' }
      const configured = [{ name: 'shared', source: 'file' as const, hash: 'h1', definition }]
      const beside = await Promise.all([fresh.beside(), fresh.beside()])
      const applied = await Promise.all([fresh, ...beside].map(({ runs }) => applyConfigured(runs, configured)))
      expect(applied.flatMap(({ changes }) => changes)).toMatchObject([
        { name: 'shared', change: 'created', version: 1 },
      ])
      for (const { runs } of [fresh, ...beside]) expect(runs.pipelines.find('shared')?.version).toBe(1)
    } finally {
      await fresh[Symbol.asyncDispose]()
    }
  })
})
