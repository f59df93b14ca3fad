import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { judgeChange } from './judge-change.ts'

const folder = mkdtempSync(join(tmpdir(), 'syndicate-change-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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

/** What is said of the change that is in the folder now, without a deployment. */
async function judged(): Promise<{ comment: string; sound: boolean }> {
  git('add', '.')
  git('commit', '--quiet', '--message=After', '--allow-empty')
  return judgeChange({ folder, base: 'main', deployment: null })
}

test('without a deployment definitions and fixtures are tried, and it is said that no more was', async () => {
  write('pipelines/prices.yaml', prices.replace('price: 1.5 }', 'price: 2 }'))
  write('syndicate.yaml', 'pipelines: {}\n')
  const { comment, sound } = await judged()
  expect(comment).toContain(
    '| `prices` | changed | ❌ 1 fault | – | – | – | – |\n| `stays` | removed |  | – | – | – | – |\n',
  )
  expect(comment).toContain('No deployment was asked')
  expect(comment).toMatch(/\*\*`prices`\*\*\n\n- ❌ `\/fixtures\/0\/expect.*2.*1\.5/)
  expect(sound).toBe(false)
})

test('a pipeline that moves, or is written in other words, is no change', async () => {
  rmSync(join(folder, 'pipelines/prices.yaml'))
  const indented = prices.replaceAll(/^/gm, '    ').trimEnd()
  write('syndicate.yaml', `pipelines:\n  stays: { format: json }\n  prices: # moved\n${indented}\n`)
  const { comment, sound } = await judged()
  expect(comment).toBe(
    '<!-- syndicate: pipelines -->\n### Pipelines\n\nThis change leaves all pipelines as they are.\n',
  )
  expect(sound).toBe(true)
})

test('what cannot be read is told with its line', async () => {
  write('pipelines/prices.yaml', 'format: ndjsn\n')
  const { comment, sound } = await judged()
  expect(comment).toContain('pipelines/prices.yaml:1')
  expect(comment).not.toContain(folder)
  expect(sound).toBe(false)
})
