import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeIndex } from './write-index.ts'

const index = { patterns: ['\\bfetch\\(', '\\bnew WebSocket\\('], allowed: ['apps/edge/**', '**/*.test.ts'] }
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'syndicate-index-'))
  execFileSync('git', ['init', '--quiet'], { cwd: root })
})
afterEach(() => rmSync(root, { recursive: true }))

function track(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  execFileSync('git', ['add', '.'], { cwd: root })
}

it('lists every use with its place, and tells which stand where they may not', () => {
  track({
    'apps/edge/src/call.ts': 'const a = 1\nawait fetch(url); fetch(other)\n',
    'packages/core/src/decide.ts': '  new WebSocket(url)\n',
    'packages/core/src/decide.test.ts': 'fetch(url)\n',
    'README.md': 'fetch(url)\n',
  })
  writeFileSync(join(root, 'untracked.ts'), 'fetch(url)\n')

  const { found, misplaced } = writeIndex(root, 'network', index)

  expect(readFileSync(join(root, '.network.index'), 'utf8').split('\n')).toEqual([
    'apps/edge/src/call.ts:2:7 await fetch(url); fetch(other)',
    'apps/edge/src/call.ts:2:19 await fetch(url); fetch(other)',
    'packages/core/src/decide.test.ts:1:1 fetch(url)',
    'packages/core/src/decide.ts:1:3 new WebSocket(url)',
    '',
  ])
  expect(found).toBe(4)
  expect(misplaced.map(({ path, line }) => `${path}:${line}`)).toEqual(['packages/core/src/decide.ts:1'])
})
