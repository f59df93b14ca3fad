import { isClientError } from './is-client-error.ts'
import { describeError, sentenceOf } from './describe-error.ts'
import { isOfValidator, type Fault } from './fault-in-words.ts'

/** What a form knows of one of its fields. */
export interface FieldRule {
  /** What it takes, in words: said when the server's validator refuses what is in it. */
  takes: string
  /** Where it stands in the body that is sent. @default by its name */
  paths?: readonly string[]
  /** Refusals that are about it, which come in words of their own. */
  codes?: readonly string[]
}

export interface Faults<F extends string> {
  /** What to say at which field. */
  at: Partial<Record<F, string>>
  /** What is about none of them. */
  rest: string | undefined
}

/** Where in a form to tell what went wrong when it was sent. */
export function faultsAt<F extends string>(failure: unknown, rules: Record<F, FieldRule>): Faults<F> {
  if (failure === undefined) return { at: {}, rest: undefined }
  if (!isClientError(failure)) return { at: {}, rest: describeError(failure) }
  const fields = Object.entries(rules) as [F, FieldRule][]
  const named = fields.find(([, { codes }]) => codes?.includes(failure.code))
  if (named) return { at: { [named[0]]: sentenceOf(failure.message) } as Faults<F>['at'], rest: undefined }
  const isAbout = (fault: Fault, [field, { paths = [field] }]: [F, FieldRule]) =>
    isOfValidator(fault) && paths.some((path) => `${fault.path}/`.startsWith(`/body/${path}/`))
  const errors = failure.errors ?? []
  const at = Object.fromEntries(
    fields.flatMap((field) => (errors.some((fault) => isAbout(fault, field)) ? [[field[0], field[1].takes]] : [])),
  ) as Faults<F>['at']
  // That no branch of a choice fits says nothing beside what is wrong in them.
  const others = errors.filter(
    (fault) => !/ in (anyOf|oneOf)/.test(fault.message) && !fields.some((field) => isAbout(fault, field)),
  )
  if (Object.keys(at).length === 0) return { at, rest: describeError(failure) }
  return { at, rest: others.length > 0 ? describeError(failure, others) : undefined }
}
