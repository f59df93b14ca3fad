import { Fixture, pipelineParts, type PipelineDefinition } from '@syndicate/contracts'

/** As people write one: what comes in, what a record must be, what is done to it, and examples. */
const order = [
  ...Object.keys(pipelineParts).filter((key) => key !== 'steps' && key !== 'fixtures'),
  'schema',
  'steps',
  'fixtures',
]

const defaults = defaultsOf(pipelineParts)
const fixtureDefaults = defaultsOf(Fixture.properties)

/** A definition in as few words as somebody would use. `readDefinition` makes the same of it, to the order of its members. */
export function asWritten(definition: PipelineDefinition): Record<string, unknown> {
  const said = { ...definition, fixtures: definition.fixtures.map(fixtureAsWritten) } as Record<string, unknown>
  const keys = order.filter((key) => Object.hasOwn(said, key) && !isSame(said[key], defaults[key]))
  return Object.fromEntries(keys.map((key) => [key, said[key]]))
}

/** Defaults are filled in behind what is said; where they stand elsewhere they were said, and stay. */
function fixtureAsWritten(fixture: Fixture): object {
  const said = Object.entries(fixture).filter(([key, value]) => !isSame(value, fixtureDefaults[key]))
  const short = Object.fromEntries(said)
  return isSame({ ...short, ...without(fixtureDefaults, short) }, fixture) ? short : fixture
}

function without(all: Record<string, unknown>, some: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(some, key)))
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function defaultsOf(properties: object): Record<string, unknown> {
  const entries = Object.entries(properties as Record<string, { default?: unknown }>)
  return Object.fromEntries(entries.flatMap(([key, part]) => ('default' in part ? [[key, part.default]] : [])))
}
