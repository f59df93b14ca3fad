import type { PipelineDefinition } from '@syndicate/contracts'

const duplicates = {
  last: 'the last row counts',
  first: 'the first row counts',
  refuse: 'rows behind the first are refused',
} as const

/** By what rows are told apart, and what takes them away: facts for a list of them. */
export function keyInWords({
  key,
  onDuplicate = 'last',
  deleteWhen,
}: PipelineDefinition): [title: string, what: string][] {
  return [
    ...(key
      ? ([
          ['Key', key.join(', ')],
          ['Of the same key', duplicates[onDuplicate]],
        ] as [string, string][])
      : []),
    ...(deleteWhen === undefined ? [] : [['Takes a row away', deleteWhen] as [string, string]]),
  ]
}
