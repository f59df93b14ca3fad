import Type, { type TSchema } from 'typebox'
import { Id } from '../id.ts'

/** Text to look for. PostgreSQL has no NUL, so nothing can be found by one. */
export const TextFilter = (maxLength: number, description?: string) =>
  Type.String({ maxLength, pattern: '^[^\\u0000]*$', ...(description !== undefined && { description }) })

/**
 * A time as JavaScript and PostgreSQL both read it: no leap second, and years far enough from either end of what they
 * know that an offset does not lead beyond.
 */
export const TimeFilter = Type.String({
  format: 'date-time',
  pattern: '^[1-8]\\d{3}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:[0-5]\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)$',
})

/** A parameter with a default: whoever asks may leave it out, and whoever is asked finds it all the same. */
export function defaulted<S extends TSchema>(schema: S & { default?: unknown }) {
  return schema as S & { default: unknown }
}

/** What a page of a list has at most, in bytes of its body. A single thing that is larger is alone on its page. */
export const maxPageBytes = 4 * 1024 * 1024

/** Which page of a list, and how long. */
export const page = {
  limit: defaulted(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many at most' })),
  cursor: Type.Optional({ ...Id, description: '`next` of the page before' }),
}

/** Refusals of whatever looks through much on behalf of its caller. */
export const wideProblems = ['overloaded', 'too-broad'] as const

/** What a page of a list ends with: the cursor of the one after it. */
export const next = Type.Union([Type.String(), Type.Null()])
