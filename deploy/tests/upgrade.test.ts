import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { misreadInputs, startLoad, type Load } from './load.ts'
import { buildNextRelease, nextVersion } from './next-release.ts'
import type { Caller } from './sign-in.ts'
import { startStack } from './start-stack.ts'
import { whatIsMissing, type Stack } from './stack.ts'

const missing = whatIsMissing()
let stack: Stack
let ada: Caller

interface Living {
  processes: { kind: string; version: string }[]
}

/** Of gateways and workers that live, each once. */
async function versions(): Promise<string[]> {
  const { processes } = JSON.parse(await ada.read('/api/system/diagnosis')) as Living
  return [...new Set(processes.map(({ kind, version }) => `${kind} ${version}`))].toSorted()
}

/** Replaces what runs by another release, as docs/operating.md says. */
async function rollTo(image: string): Promise<void> {
  await stack.sh(`sed -i 's/^SYNDICATE_IMAGE=.*/SYNDICATE_IMAGE=${image}/' .env`)
  await stack.sh('./deploy/roll.sh')
}

describe.skipIf(missing !== undefined)(`another release of the stack${missing ? `: ${missing}` : ''}`, () => {
  beforeAll(async () => {
    const started = await startStack(13_003, ['GATEWAYS=2', 'WORKERS=2'])
    stack = started.stack
    ada = await started.signInAsAda()
  })
  afterAll(() => stack?.remove())

  it(
    'takes over under load and is gone back from, and no run is lost or done twice',
    { timeout: 1_800_000 },
    async () => {
      const [current] = (await versions()).map((each) => each.split(' ')[1])
      const others = async () => (await Promise.all((['proxy', 'postgres', 'redis'] as const).map(stack.idsOf))).flat()
      const stayed = await others()
      const next = await buildNextRelease(stack)
      await expectToPublish()
      const load = startLoad(stack.url, await ada.issueKey())
      try {
        await rollTo(next)
        await expectToWorkOn(nextVersion, load)
        await rollTo(stack.image)
        await expectToWorkOn(current, load)
      } finally {
        await load.stop()
      }
      expect(load.report.failed).toEqual([])
      expect(await stack.query("select name from migrations where name like '9%'")).toBe('9001-next.sql')
      expect(await others()).toEqual(stayed)

      // Jobs of a release that nobody knows any more are left alone for a minute.
      await expect.poll(() => stack.unfinished(), { timeout: 180_000, interval: 1_000 }).toBe(0)
      expect(await stack.query('select distinct state from runs')).toBe('published')
      expect(await misreadInputs(await ada.read('/api/registry/telemetry/records'), load.report)).toEqual([])
    },
  )

  async function expectToWorkOn(version: string | undefined, { report }: Load): Promise<void> {
    const all = [`gateway ${version}`, `worker ${version}`]
    await expect.poll(versions, { timeout: 60_000, interval: 2_000 }).toEqual(all)
    const known = report.inputs.size
    await expect.poll(() => report.inputs.size, { timeout: 60_000 }).toBeGreaterThan(known + 20)
    await expectToPublish()
  }

  async function expectToPublish(): Promise<void> {
    const run = await ada.start({ cpu: 12, mem: 1, timestamp: '2026-01-01T00:00:01Z' })
    expect(run).toMatchObject({ state: 'published' })
  }
})
