import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { formOf, openSource } from './open-source.ts'

it.each([
  ['a.csv', { format: 'csv' }],
  ['a.JSONL', { format: 'ndjson' }],
  ['a.ndjson.zst', { format: 'ndjson', contentEncoding: 'zstd' }],
  ['a.yml.gz', { format: 'yaml', contentEncoding: 'gzip' }],
  ['a.tsv', { format: 'csv' }],
  ['a.TSV.gz', { format: 'csv', contentEncoding: 'gzip' }],
  ['a.csv.gz', { format: 'csv', contentEncoding: 'gzip' }],
  ['a.json', {}],
  ['a.json.br', { contentEncoding: 'br' }],
  ['csv', {}],
])('knows by its name what %s is', (name, form) => expect(formOf(name)).toEqual(form))

it('refuses an empty file before anything is sent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-source-'))
  try {
    writeFileSync(join(folder, 'empty.csv'), '')
    expect(() => openSource('empty.csv', { folder, stdin: new PassThrough() })).toThrow('There is nothing in empty.csv')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('refuses what cannot be read, and a terminal nobody types into', () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  expect(() => openSource('nowhere', { folder: '/', stdin })).toThrow('no file nowhere')
  expect(() => openSource('tmp', { folder: '/', stdin })).toThrow('a folder')
  expect(() => openSource('-', { folder: '/', stdin })).toThrow('nothing on standard input')
})
