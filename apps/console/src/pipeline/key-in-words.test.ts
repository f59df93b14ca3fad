import type { PipelineDefinition } from '@syndicate/contracts'
import { definitionDefaults } from '@syndicate/contracts/definition-defaults'
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
])('%j', (said, mode, key) => {
  const definition = { format: 'json', ...definitionDefaults, ...said } as unknown as PipelineDefinition
  expect(modeInWords(definition.mode)).toBe(mode)
  expect(keyInWords(definition)).toEqual(key)
})
