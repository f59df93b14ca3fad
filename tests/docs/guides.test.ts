import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jobVersion } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { startSystem } from '../acceptance/system.ts'
import { blocksOf, readBlocks } from './read-blocks.ts'
import { runGuide } from './run-guide.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())

/** Its sections are run one by one, with a system that ends and starts in between. */
const withTestsOfTheirOwn = ['backup.md']
const guides = readdirSync(join(system.projectDir, 'docs')).filter(
  (name) => name.endsWith('.md') && !withTestsOfTheirOwn.includes(name),
)
const documents = ['README.md', ...guides.map((name) => `docs/${name}`)].map((path) => ({
  path,
  guide: readBlocks(join(system.projectDir, path)),
}))

// Guides speak to people who have curl; a machine without it may test all the rest.
const hasCurl = spawnSync('curl', ['--version']).status === 0
const needsCurl = (script: string) => /\bcurl /.test(script)

for (const { path, guide } of documents.filter((each) => each.guide.script !== '')) {
  test.skipIf(!hasCurl && needsCurl(guide.script))(
    `the commands of ${path} do what it says`,
    async () => {
      const { code, said } = await runGuide(guide, system)
      expect(code, said).toBe(0)
    },
    // Each command is a process that has to start.
    120_000,
  )
}

test.each(['docs/operating.md', 'docs/backup.md'])('%s says why a command is not run, where it is not', (path) => {
  const blocks = blocksOf(join(system.projectDir, path))
  const silent = blocks.filter(({ language, excuse }) => language === 'bash' && excuse === undefined)
  expect(silent.map(({ line, body }) => `line ${line}: ${body.split('\n')[0]}`)).toEqual([])
})

test('operating.md says which version the jobs are of', () => {
  expect(readFileSync(join(system.projectDir, 'docs/operating.md'), 'utf8')).toContain(`(version ${jobVersion})`)
})

test('a guide whose command fails is found out', async () => {
  const run = (script: string) => runGuide({ script, files: {} }, system)
  expect(await run('syndicate nonsense\necho not reached')).toMatchObject({
    code: 2,
    said: expect.not.stringContaining('not reached'),
  })
  expect(await run('pnpm nonsense')).toMatchObject({ code: 127 })
})

test.skipIf(!hasCurl)('an answer that is an error is found out as well', async () => {
  const script = 'curl -s http://127.0.0.1:3003/api/runs\necho not reached'
  expect(await runGuide({ script, files: {} }, system)).toMatchObject({ code: 22 })
})

test('a block is run or a file, by how it is marked', () => {
  const { script, files } = readBlocks(join(system.projectDir, 'docs/pipelines.md'))
  expect(script).toContain('pnpm etl:test')
  expect(script).not.toContain('pnpm start')
  expect(files['orders.yaml']).toContain('pipelines:')
})
