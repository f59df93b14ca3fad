import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { secretVariables, type Variables } from './environment.ts'
import { readSecretFiles } from './secret-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'secret-files-'))

function fileWith(text: string): string {
  const path = join(folder, `${Math.random()}`)
  writeFileSync(path, text)
  return path
}

function refusalOf(env: Variables): string {
  try {
    readSecretFiles(env)
    return ''
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}

describe('a secret in a file', () => {
  it.each(secretVariables)('may be %s', (name) => {
    expect(readSecretFiles({ [`${name}_FILE`]: fileWith('p@ss/w:rd$ \'#" \n'), [name]: '' })).toMatchObject({
      [name]: 'p@ss/w:rd$ \'#" ',
    })
  })

  it('has at most one line break at its end cut off', () => {
    const read = (text: string) => readSecretFiles({ HASH_KEY_FILE: fileWith(text) })['HASH_KEY']
    expect(['a', 'a\n', 'a\r\n', 'a\n\n'].map(read)).toEqual(['a', 'a', 'a', 'a\n'])
  })

  it('is refused by what it is, with every other, and nothing of it is shown', () => {
    const refusal = refusalOf({
      JWT_SECRET_FILE: join(folder, 'none'),
      HASH_KEY_FILE: folder,
      SMTP_URL_FILE: fileWith('\n'),
      METRICS_TOKEN_FILE: fileWith('sEcret'),
      METRICS_TOKEN: 'sEcret',
      DATABASE_URL_FILE: '',
    })
    expect(refusal.split('\n')).toEqual([
      `environment JWT_SECRET_FILE: expected a file with the secret alone, got ENOENT at ${join(folder, 'none')}`,
      'environment METRICS_TOKEN_FILE: expected a file with the secret alone, got METRICS_TOKEN as well',
      `environment HASH_KEY_FILE: expected a file with the secret alone, got EISDIR at ${folder}`,
      expect.stringMatching(/^environment SMTP_URL_FILE: .* got nothing in \//),
    ])
    expect(refusal).not.toContain('sEcret')
  })
})
