import { mkdirSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { orders, startPipelineFolder } from './pipeline-folder.ts'
import { hasTerminals, openTerminal } from './terminal.ts'

const { system, cli, apply, exists, list, names, path, pipelines, read, write } = await startPipelineFolder()
const user = await signIn(system.url)

test('what is exported applies back unchanged, as people write it, and own words stay', async () => {
  const exported = await pipelines('export', '--to', 'exported')
  expect(exported.err).toMatch(/^\d+ that are built in are left out/)
  const own = (await list()).filter(({ source }) => source !== 'built-in').map(({ name }) => `${name}.yaml`)
  expect(readdirSync(path('exported')).toSorted()).toEqual(own)
  const changes = await cli.json<{ change: string }>(['pipelines', 'apply', 'exported'])
  expect(new Set(changes.map(({ change }) => change))).toEqual(new Set(['unchanged']))
  expect(read('exported/orders.yaml')).toMatch(/^description: .*\nformat: csv\ndelimiter: ;\nschema:\n/)
  expect(read('exported/orders.yaml')).toContain('input: |\n      id;amount;at\n')
  expect(read('exported/orders.yaml')).not.toContain('onInvalid')

  expect((await pipelines('export', 'orders')).out).toBe('unchanged  pipelines/orders.yaml\n')
  expect(read('pipelines/orders.yaml')).toBe(orders)
})

test('more than a hundred are applied, exported and removed at once', async () => {
  mkdirSync(path('many'))
  const all = Array.from({ length: 150 }, (_, index) => `many-${String(index).padStart(3, '0')}`)
  for (const name of all) write(`many/${name}.yaml`, 'format: json\n')
  expect((await apply('many')).err).toBe('150 created.\n')
  await pipelines('export', '--to', 'taken')
  expect(readdirSync(path('taken'))).toEqual(expect.arrayContaining(all.map((name) => `${name}.yaml`)))
  const page: { pipelines: { name: string }[]; next: string } = await user.get('/api/pipelines?limit=2&cursor=many-147')
  expect(page).toMatchObject({ pipelines: [{ name: 'many-148' }, { name: 'many-149' }], next: 'many-149' })
  if (!hasTerminals) return
  const asked = openTerminal(cli, ['pipelines', 'apply', 'pipelines', '--prune'])
  await asked.shows(/Remove these 1\d\d pipelines\?/)
  asked.type('y\r')
  expect(await asked.ended).toBe(0)
  expect(await names()).not.toContain('many-149')
})

test('whole definitions come in pages of a megabyte', async () => {
  const record = { text: 'x'.repeat(120_000) }
  const large = { format: 'json', fixtures: [{ name: 'large', input: JSON.stringify(record), expect: [record] }] }
  const applied = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`large-${index}`, large]))
  expect((await user.post('/api/pipelines/apply', { pipelines: applied })).status).toBe(200)
  const seen: { name: string; definition: unknown }[] = []
  let pages = 0
  for (let cursor: string | null = ''; cursor !== null; pages += 1) {
    const page: { pipelines: typeof seen; next: string | null } = await user.get(
      `/api/pipelines?definitions=true&cursor=${cursor}`,
    )
    expect(JSON.stringify(page.pipelines.map(({ definition }) => definition)).length).toBeLessThan(1024 * 1024 + 100)
    seen.push(...page.pipelines)
    cursor = page.next
  }
  expect(pages).toBe(2)
  expect(seen.map(({ name }) => name)).toEqual(await names())
  expect(seen.find(({ name }) => name === 'large-5')!.definition).toMatchObject(large)
})

test('no file that says something else is overwritten, unless that is asked for', async () => {
  write('pipelines/orders.yaml', 'format: json\n')
  const refused = await pipelines('export', 'orders', 'records')
  expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('pipelines/orders.yaml') })
  expect(exists('pipelines/records.yaml')).toBe(false)
  expect(read('pipelines/orders.yaml')).toBe('format: json\n')
  expect((await pipelines('export', 'orders', '--force')).out).toBe('written    pipelines/orders.yaml\n')
  expect(await pipelines('diff', 'pipelines')).toMatchObject({ code: 0 })
})

describe('what is removed', () => {
  const more = async (name: string) => {
    write(`${name}.yaml`, 'format: json\n')
    expect(await apply(`${name}.yaml`)).toMatchObject({ code: 0 })
  }

  test('is asked for first, so that nothing is without a terminal or --yes', async () => {
    await more('spare')
    const before = await names()
    for (const refused of [await apply('pipelines', '--prune'), await pipelines('remove', 'spare')])
      expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes') })
    expect(await names()).toEqual(before)
    const dry = await apply('pipelines', '--prune', '--dry-run')
    expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/^removed    spare$/m) })
    expect(await pipelines('diff', 'pipelines', '--prune')).toMatchObject({ code: 1 })
    expect(await names()).toEqual(before)
  })

  test('by --prune is all but what is in the files and what is built in', async () => {
    await more('spare')
    const builtIn = (await list()).filter(({ source }) => source === 'built-in').map(({ name }) => name)
    expect(await apply('pipelines', '--prune', '--yes')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^unchanged  orders, .*\n(removed .*\n)*removed    spare\n/m),
    })
    expect(builtIn.length).toBeGreaterThan(0)
    expect(await names()).toEqual([...builtIn, 'orders'].toSorted())
    // Nothing is left to ask about.
    expect(await apply('pipelines', '--prune')).toMatchObject({ code: 0 })
  })

  test('one by one can be had back', async () => {
    await more('spare')
    expect(await pipelines('remove', 'spare', '--yes')).toMatchObject({ code: 0, out: '' })
    expect(await pipelines('remove', 'spare', '--yes')).toMatchObject({ code: 4 })
    const shown = await pipelines('show', 'spare')
    expect(shown.out).toMatch(/^spare, version \d+, removed 2/)
    expect((await apply('spare.yaml')).out).toMatch(/^restored   spare, version \d+\n$/)
  })

  test.skipIf(!hasTerminals)(
    'is what was looked at, by whoever says yes',
    async () => {
      await more('spare')
      const no = openTerminal(cli, ['pipelines', 'apply', 'pipelines', '--prune'])
      await no.shows(/Remove .*spare\?/)
      no.type('n\r')
      expect(await no.ended).toBe(1)
      expect(no.screen).toContain('Nothing was changed')
      expect(await names()).toContain('spare')

      const late = openTerminal(cli, ['pipelines', 'apply', 'pipelines', '--prune'])
      await late.shows(/Remove .*spare\?/)
      write('spare.yaml', 'format: csv\n')
      await apply('spare.yaml')
      late.type('y\r')
      expect(await late.ended).toBe(1)
      expect(late.screen).toContain('look at it again')
      expect(await names()).toContain('spare')

      const yes = openTerminal(cli, ['pipelines', 'apply', 'pipelines', '--prune'])
      await yes.shows(/Remove .*spare\?/)
      yes.type('y\r')
      expect(await yes.ended).toBe(0)
      expect(await names()).not.toContain('spare')
    },
    90_000,
  )
})
