import type { EarlierInput } from '@syndicate/catalog'
import { mostChecked, type PipelineCheck, type ProblemError } from '@syndicate/contracts'
import { newestFirst, type Rechecked, type RefusedGroup } from '@syndicate/pipeline'

/** Of all examples together, in characters: those beyond are left out. */
const mostExampleChars = 3 * 1024 * 1024

export const nothingRechecked = (): Rechecked => ({
  books: { in: 0, loaded: 0, quarantined: 0, filtered: 0 },
  groups: [],
  more: 0,
  newlyRefused: 0,
  noLongerRefused: { loaded: 0, filtered: 0 },
})

/** Adds what was found to what was found before. */
export function addRechecked(to: Rechecked, found: Rechecked): void {
  for (const book of ['in', 'loaded', 'quarantined', 'filtered'] as const) to.books[book] += found.books[book]
  to.more += found.more
  to.newlyRefused += found.newlyRefused
  to.noLongerRefused.loaded += found.noLongerRefused.loaded
  to.noLongerRefused.filtered += found.noLongerRefused.filtered
  for (const group of found.groups) addGroup(to, group)
}

function addGroup(to: Rechecked, group: RefusedGroup): void {
  const known = to.groups.find(
    ({ stage, code, field }) => stage === group.stage && code === group.code && field === group.field,
  )
  if (known) {
    known.count += group.count
    known.newly += group.newly
    known.examples = newestFirst([...known.examples, ...group.examples])
  } else if (to.groups.length < mostChecked.groups) to.groups.push(group)
  else to.more += group.count
}

/** The same with the run named whose input it was found in. */
export function ofRun(runId: string, found: Rechecked): Rechecked {
  const named = ({ isNew, json }: RefusedGroup['examples'][0]) => ({
    isNew,
    json: `${JSON.stringify({ runId, isNew }).slice(0, -1)},${json.slice(1)}`,
  })
  return { ...found, groups: found.groups.map((group) => ({ ...group, examples: group.examples.map(named) })) }
}

/** What becomes of an input: told as a part of the answer. */
export function toldOf({ runId, dataset, state }: EarlierInput, problem?: ProblemError): PipelineCheck['inputs'][0] {
  return { runId, dataset, state, ...(problem && { problem: { code: problem.code, detail: problem.message } }) }
}

/** A PipelineCheck as JSON, its examples with their numbers as they are. */
export function jsonOfCheck(found: Rechecked, about: Pick<PipelineCheck, 'inputs' | 'uncompared'>): string {
  const { books, groups, more, newlyRefused, noLongerRefused } = found
  let left = mostExampleChars
  const refused = groups
    .toSorted((a, b) => b.count - a.count)
    .map(({ examples, ...group }) => {
      const told = examples.map(({ json }) => json).filter(({ length }) => (left -= length) > 0)
      return `${JSON.stringify(group).slice(0, -1)},"examples":[${told.join()}]}`
    })
  const rest = JSON.stringify({ ...about, books, more, newlyRefused, noLongerRefused })
  return `${rest.slice(0, -1)},"refused":[${refused.join()}]}`
}
