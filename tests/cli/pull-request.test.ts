import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'

const script = resolve(import.meta.dirname, '../../scripts/check-pull-request.ts')
const system = await startSystem({ workers: 1 })
const folder = mkdtempSync(join(tmpdir(), 'syndicate-change-'))
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await system.stop()
})
const user = await signIn(system.url)
const { key } = (await (await user.post('/api/keys', { name: 'reviews', scopes: ['write'] })).json()) as { key: string }

const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false']
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: 'pipe' })

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

const prices = `format: ndjson
steps:
  - cast: { price: number }
fixtures:
  - name: a price
    input: '{"price":"1.5"}'
    expect: [{ price: 1.5 }]
`

beforeEach(() => {
  for (const file of ['.git', 'pipelines', 'syndicate.yaml'])
    rmSync(join(folder, file), { recursive: true, force: true })
  write('syndicate.yaml', 'pipelines:\n  stays:\n    format: json\n')
  write('pipelines/prices.yaml', prices)
  git('init', '--quiet', '--initial-branch=main')
  git('add', '.')
  git('commit', '--quiet', '--message=Before')
  git('switch', '--quiet', '--create=feat/change')
})

/** What the script prints of the change that was committed, and how it ends. */
function commented(env: NodeJS.ProcessEnv = {}): Promise<{ comment: string; status: number }> {
  git('add', '.')
  git('commit', '--quiet', '--message=After', '--allow-empty')
  const { SYNDICATE_URL: _url, SYNDICATE_KEY: _key, ...inherited } = process.env
  return new Promise((done) => {
    const args = [script, '--base', 'main', '--folder', folder]
    const child = execFile(process.execPath, args, { env: { ...inherited, ...env } }, (_error, stdout, stderr) =>
      done({ comment: stdout + stderr, status: child.exitCode ?? -1 }),
    )
  })
}

const deployment = { SYNDICATE_URL: system.url, SYNDICATE_KEY: key }

test('a change is told with what it would do to stored records, and not one of their values', async () => {
  const definition = { format: 'ndjson', steps: [{ cast: { price: 'number' } }] }
  expect((await user.post('/api/pipelines/apply', { pipelines: { prices: definition } })).status).toBe(200)
  const rows = Array.from(
    { length: 1_000 },
    (_, n) => `${JSON.stringify({ price: n === 7 ? 'dear' : n, note: 'private' })}\n`,
  )
  const { runId } = await user.ingest({ pipeline: 'prices', format: 'ndjson' }, rows.join(''))
  write(
    'pipelines/prices.yaml',
    prices.replace('steps:', 'schema: { properties: { price: { maximum: 899 } } }\nsteps:'),
  )
  write('pipelines/fresh.yaml', 'format: csv\n')
  const { comment, status } = await commented(deployment)
  expect(comment).toBe(`<!-- syndicate: pipelines -->
### Pipelines

| pipeline | change | definition and fixtures | stored records | would be loaded | newly refused | no longer refused |
| --- | --- | --- | --: | --: | --: | --: |
| \`fresh\` | added | ✅ no fixtures | – | – | – | – |
| \`prices\` | changed | ✅ 1 fixture | 1,000 of 1 input | 899 | **100** | 0 |

**\`fresh\`**

- Stored records were not looked at: \`the deployment has no such pipeline yet\`

**\`prices\`**

- 100 newly refused by validate: \`schema-violation\` in \`price\`, such as record 901 of run \`${runId}\`
`)
  expect(status).toBe(0)
  // Nothing was changed there.
  expect(await user.get('/api/pipelines/prices')).toMatchObject({ version: 1 })
})

test('without a deployment definitions and fixtures are tried, and it is said that no more was', async () => {
  write('pipelines/prices.yaml', prices.replace('price: 1.5 }', 'price: 2 }'))
  rmSync(join(folder, 'syndicate.yaml'))
  write('syndicate.yaml', 'pipelines: {}\n')
  const { comment, status } = await commented()
  expect(comment).toContain(
    '| `prices` | changed | ❌ 1 fault | – | – | – | – |\n| `stays` | removed |  | – | – | – | – |\n',
  )
  expect(comment).toContain('No deployment was asked')
  expect(comment).toMatch(/\*\*`prices`\*\*\n\n- ❌ `\/fixtures\/0\/expect.*2.*1\.5/)
  expect(status).toBe(1)
})

test('a pipeline that moves, or is written in other words, is no change', async () => {
  rmSync(join(folder, 'pipelines/prices.yaml'))
  const indented = prices.replaceAll(/^/gm, '    ').trimEnd()
  write('syndicate.yaml', `pipelines:\n  stays: { format: json }\n  prices: # moved\n${indented}\n`)
  const { comment, status } = await commented(deployment)
  expect(comment).toBe(
    '<!-- syndicate: pipelines -->\n### Pipelines\n\nThis change leaves all pipelines as they are.\n',
  )
  expect(status).toBe(0)
})

test('what cannot be read is told with its line', async () => {
  write('pipelines/prices.yaml', 'format: ndjsn\n')
  const { comment, status } = await commented(deployment)
  expect(comment).toContain('pipelines/prices.yaml:1')
  expect(comment).not.toContain(folder)
  expect(status).toBe(1)
})
