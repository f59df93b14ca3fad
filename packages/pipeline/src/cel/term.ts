import { literal, Untranslatable } from '../fuse/source.ts'

/**
 * What is known of a value before it is there. CEL's `int` is a number here as well, always whole and safe. `dyn` is a
 * field or made of fields, so never an int; `mixed` may be one, which arithmetic would have to know.
 */
export type Kind = 'double' | 'int' | 'string' | 'bool' | 'null' | 'dyn' | 'mixed' | 'record'

/** A value in the source: a variable or a literal, so that it can be named twice. */
export interface Term {
  code: string
  kind: Kind
}

/** A literal's. */
export function constant(value: unknown): Term {
  switch (typeof value) {
    case 'string':
      return { code: literal(value), kind: 'string' }
    case 'boolean':
      return { code: literal(value), kind: 'bool' }
    case 'number':
      return Number.isFinite(value) ? { code: `(${literal(value)})`, kind: 'double' } : never()
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? { code: `(${value})`, kind: 'int' } : never()
    default:
      return value === null ? { code: 'null', kind: 'null' } : never()
  }
}

/** Of what may be one or the other. */
export function eitherOf(a: Kind, b: Kind): Kind {
  if (a === 'record' || b === 'record') return never()
  if (a === b) return a
  return a === 'int' || b === 'int' || a === 'mixed' || b === 'mixed' ? 'mixed' : 'dyn'
}

export function never(): never {
  throw new Untranslatable()
}
