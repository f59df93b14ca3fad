import type { DatasetMode } from '@syndicate/contracts'

/** What a run does, with a dataset behind it. */
const words: Record<DatasetMode, string> = {
  append: 'adds to',
  replace: 'replaces',
  upsert: 'updates rows by key in',
}

/** What a run does to a dataset, as a sentence has it before that. */
export function modeInWords(mode: DatasetMode): string {
  return words[mode]
}
