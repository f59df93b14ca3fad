import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
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
const { key } = (await (await user.post('/api/keys', { name: 'reviews', scopes: ['read', 'start'] })).json()) as {
  key: string
}

const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false']
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: 'pipe' })

function commit(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  git('add', '.')
  git('commit', '--quiet', '--message=A change')
}

const prices = `format: ndjson
steps:
  - cast: { price: number }
fixtures:
  - name: a price
    input: '{"price":"1.5"}'
    expect: [{ price: 1.5 }]
`

test('a change is told with what it would do to stored records, and not one of their values', async () => {
  const definition = { format: 'ndjson', steps: [{ cast: { price: 'number' } }] }
  expect((await user.post('/api/pipelines/apply', { pipelines: { prices: definition } })).status).toBe(200)
  const rows = Array.from(
    { length: 1_000 },
    (_, n) => `${JSON.stringify({ price: n === 7 ? 'dear' : n, note: 'private' })}\n`,
  )
  const { runId } = await user.ingest({ pipeline: 'prices', format: 'ndjson' }, rows.join(''))
  mkdirSync(join(folder, 'pipelines'))
  git('init', '--quiet', '--initial-branch=main')
  commit({ 'syndicate.yaml': 'pipelines: {}\n', 'pipelines/prices.yaml': prices })
  git('switch', '--quiet', '--create=feat/dear')
  commit({
    'pipelines/prices.yaml': prices.replace('steps:', 'schema: { properties: { price: { maximum: 899 } } }\nsteps:'),
    'pipelines/fresh.yaml': 'format: csv\n',
  })
  const env = { ...process.env, SYNDICATE_URL: system.url, SYNDICATE_KEY: key }
  const args = [script, '--base', 'main', '--folder', folder]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  expect(stdout).toBe(`<!-- syndicate: pipelines -->
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
  // Nothing was changed there.
  expect(await user.get('/api/pipelines/prices')).toMatchObject({ version: 1 })
})
