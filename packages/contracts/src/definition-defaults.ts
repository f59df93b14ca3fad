/**
 * What is taken for what people leave out of a pipeline, and of a fixture. Imported as
 * `@syndicate/contracts/definition-defaults` it brings nothing along.
 */

export const definitionDefaults = {
  datasets: [],
  mode: 'append',
  onInvalid: 'quarantine',
  live: false,
  steps: [],
  fixtures: [],
} as const

export const fixtureDefaults = { refused: [], filtered: 0 } as const
