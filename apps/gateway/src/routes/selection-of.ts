import { ProblemError, shortText } from '@syndicate/contracts'
import { datasetsOf } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../auth/principal.ts'

interface Asked<F> {
  ids?: string[]
  filter?: F
}

/** Of a selection in words. */
const mostNameBytes = 500

/** Things by id, or by what they have in common. */
type Selection<F> = { ids: string[] } | { filter: F }

/**
 * @param what they are, for people
 * @throws ProblemError validation-failed unless it says either which ones or what they have in common
 */
export function selectionOf<F extends object>({ ids, filter }: Asked<F>, what: string): Selection<F> {
  if (ids && !filter) return { ids }
  if (filter && !ids) return { filter }
  throw new ProblemError('validation-failed', `Name the ${what} by \`ids\` or by \`filter\`, one of the two`)
}

/** The datasets that whoever operates is confined to; null where to none: things of every dataset are found. */
export function datasetsFor(request: Pick<FastifyRequest, 'principal'>): readonly string[] | null {
  const datasets = datasetsOf(principalOf(request), 'operate')
  return datasets && [...datasets]
}

/** The selection in a few words, for the audit trail. */
export function nameOf<F extends object>(selection: Selection<F>, what: string): string {
  if ('ids' in selection) return selection.ids.length === 1 ? selection.ids[0]! : `${selection.ids.length} ${what}`
  const told = Object.entries(selection.filter).map(([name, value]) => `${name}=${String(value)}`)
  return shortText(told.join(' '), mostNameBytes)
}
