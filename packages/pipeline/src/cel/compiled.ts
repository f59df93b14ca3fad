import type { Row } from '../record/row.ts'
import { kindOf, type StaticKind } from './values.ts'

/** What an expression sees: the record, and the items that loops are at. */
export interface Scope {
  row: Row
  items: unknown[]
}

/** A part of an expression, made ready. */
export interface Compiled {
  /** What it gives, as far as that is known before there is a record. */
  kind: StaticKind
  /** Throws Error where there is no value. */
  evaluate(scope: Scope): unknown
}

/** The value, or the Error that says why there is none. */
export function attempt({ evaluate }: Compiled, scope: Scope): unknown {
  try {
    return evaluate(scope)
  } catch (error) {
    return error as Error
  }
}

/** Throws Error for what is neither true nor false, and what there is instead of a value. */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw value instanceof Error ? value : new Error(`no such overload: ${kindOf(value)} where a bool is needed`)
}
