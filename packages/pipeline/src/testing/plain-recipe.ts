import type { Recipe } from '@syndicate/contracts'

/** A recipe that leaves records as they are. */
export const plainRecipe: Recipe = {
  name: 'test',
  format: 'ndjson',
  dataset: 'test',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [],
}
