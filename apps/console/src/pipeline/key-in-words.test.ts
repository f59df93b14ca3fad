import { readDefinition } from '@syndicate/definitions'
import { expect, test } from 'vitest'
import { keyInWords } from './key-in-words.ts'
import { modeInWords } from './mode-in-words.ts'

test.each<[object, string, [string, string][]]>([
  [{}, 'adds to', []],
  [
    { key: ['id', 'at'], mode: 'replace', onDuplicate: 'refuse' },
    'replaces',
    [
      ['Key', 'id, at'],
      ['Of the same key', 'rows behind the first are refused'],
    ],
  ],
  [
    { key: ['id'], mode: 'upsert', deleteWhen: 'gone' },
    'updates rows by key in',
    [
      ['Key', 'id'],
      ['Of the same key', 'the last row counts'],
      ['Takes a row away', 'gone'],
    ],
  ],
])('%j', (written, mode, key) => {
  const read = readDefinition({ format: 'json', ...written })
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  expect(modeInWords(read.definition.mode)).toBe(mode)
  expect(keyInWords(read.definition)).toEqual(key)
})
