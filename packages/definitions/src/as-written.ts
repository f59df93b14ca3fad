import type { Fixture, PipelineDefinition } from '@syndicate/contracts'
import { definitionDefaults, fixtureDefaults } from '@syndicate/contracts/definition-defaults'

/** As people write one: what comes in, and after it what a record must be, what is done to it, and examples. */
const last = ['schema', 'steps', 'fixtures']

type Said = Record<string, unknown>

/** A definition in as few words as somebody would use. `readDefinition` makes the same of it, to the order of its members. */
export function asWritten(definition: PipelineDefinition): Said {
  const said: Said = { ...definition, fixtures: definition.fixtures.map(fixtureAsWritten) }
  const order = [...Object.keys(said).filter((key) => !last.includes(key)), ...last]
  const keys = order.filter((key) => Object.hasOwn(said, key) && !isDefault(definitionDefaults, key, said[key]))
  return Object.fromEntries(keys.map((key) => [key, said[key]]))
}

/** Defaults are filled in behind what is said; where they stand elsewhere they were said, and stay. */
function fixtureAsWritten(fixture: Fixture): object {
  const said = Object.entries(fixture).filter(([key, value]) => !isDefault(fixtureDefaults, key, value))
  const short = Object.fromEntries(said)
  return isSame({ ...short, ...without(fixtureDefaults, short) }, fixture) ? short : fixture
}

function without(all: Said, some: object): Said {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(some, key)))
}

function isDefault(defaults: Said, key: string, value: unknown): boolean {
  return Object.hasOwn(defaults, key) && isSame(value, defaults[key])
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
