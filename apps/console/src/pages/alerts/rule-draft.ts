import type { AlertDestination, AlertRule, AlertWhen } from '@syndicate/contracts'
import { conditionParts } from '@syndicate/contracts/words'

/** A rule as it is being written: texts of fields. */
export interface RuleDraft {
  name: string
  event: AlertWhen['event']
  states: AlertWhen['states'] & string[]
  moreThan: string
  hours: string
  records: string
  pipeline: string
  dataset: string
  mostPerHour: string
  destinations: string[]
}

/** What is in the form at first: a rule as it is, with usual values where its event says nothing; without one, these alone. */
export function draftOf(rule: AlertRule | undefined, destinations: readonly AlertDestination[]): RuleDraft {
  const {
    event = 'run-ended',
    states,
    moreThan,
    hours,
    records,
    pipeline,
    dataset,
  } = (rule?.when ?? {}) as Partial<AlertWhen>
  const only = destinations.length === 1 ? destinations.map(({ id }) => id) : []
  return {
    name: rule?.name ?? '',
    event,
    states: [...(states ?? ['failed', 'rejected'])],
    moreThan: String(moreThan ?? '5%'),
    hours: String(hours ?? 26),
    records: String(records ?? 1000),
    pipeline: pipeline ?? '',
    dataset: dataset ?? '',
    mostPerHour: String(rule?.mostPerHour ?? 10),
    destinations: rule ? [...rule.destinations] : only,
  }
}

/** The fields of an event, besides those that all have; which of them may be empty. */
export function fieldsOf(event: AlertWhen['event']): [field: keyof RuleDraft & keyof AlertWhen, optional: boolean][] {
  const { needs, takes } = conditionParts[event]
  type Field = keyof RuleDraft & keyof AlertWhen
  const all = (fields: readonly Field[], optional: boolean) =>
    fields.map((field): [Field, boolean] => [field, optional])
  return [...all(needs, false), ...all(takes, true)]
}

/** What a draft looks for; what is empty is left out. */
export function whenOf(draft: RuleDraft): AlertWhen {
  const said: AlertWhen = {
    event: draft.event,
    states: draft.states,
    moreThan: /^\d+$/.test(draft.moreThan) ? Number(draft.moreThan) : draft.moreThan,
    hours: Number(draft.hours),
    records: Number(draft.records),
    pipeline: draft.pipeline,
    dataset: draft.dataset,
  }
  const fields = fieldsOf(draft.event).flatMap(([field]) => (String(draft[field]) === '' ? [] : [field]))
  return Object.fromEntries(['event' as const, ...fields].map((field) => [field, said[field]])) as AlertWhen
}
