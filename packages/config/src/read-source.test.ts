import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readSource } from './read-source.ts'

it('reads the file that SYNDICATE_CONFIG names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-config-'))
  const file = join(folder, 'other.yaml')
  writeFileSync(file, 'api: {}')
  expect(readSource({ env: { SYNDICATE_CONFIG: file } }).text).toBe('api: {}')
  rmSync(folder, { recursive: true })
})

it('reads the pipelines in the folder beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-config-'))
  const file = join(folder, 'other.yaml')
  writeFileSync(file, 'api: {}')
  expect(readSource({ file, env: {} }).folder).toEqual([])
  mkdirSync(join(folder, 'pipelines'))
  for (const name of ['b.yml', 'a.yaml', '._a.yaml', 'README.md'])
    writeFileSync(join(folder, 'pipelines', name), `# ${name}`)
  expect(readSource({ file, env: {} }).folder?.map(({ name, text }) => [name, text])).toEqual([
    ['a', '# a.yaml'],
    ['b', '# b.yml'],
  ])
  rmSync(folder, { recursive: true })
})

it('names a file that is not there', () => {
  expect(() => readSource({ file: '/nowhere/syndicate.yaml', env: {} })).toThrow(
    '/nowhere/syndicate.yaml (file): expected a file that can be read, got ENOENT',
  )
})
