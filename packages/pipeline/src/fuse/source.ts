import { isNumberLike } from '../record/field-order.ts'
import { putLast } from '../record/put.ts'

/** The body of a function in the making. What a recipe says comes into it as literals and bound values, never as code. */
export interface Source {
  add(line: string): void
  /** A name nobody else has. */
  fresh(prefix: string): string
  /** @returns the name under which the function will see a value */
  bind(value: unknown): string
  /** Takes away what `write` added when it throws `Untranslatable`. @returns whether it did not */
  attempt(write: () => void): boolean
  /** Throws EvalError where code may not be generated. @param parameter its only one */
  compile(parameter: string): (argument: never) => unknown
}

/** What cannot be said as source with certainty of the same answers, and is left to the interpreter. */
export class Untranslatable extends Error {}

export function createSource(): Source {
  const lines: string[] = []
  const bound: unknown[] = []
  let names = 0

  const fresh = (prefix: string) => `${prefix}${names++}`
  const nameOf = (at: number) => `bound${at}`
  return {
    add: (line) => void lines.push(line),
    fresh,
    bind(value) {
      const known = bound.indexOf(value)
      return nameOf(known < 0 ? bound.push(value) - 1 : known)
    },
    attempt(write) {
      const before = lines.length
      try {
        write()
        return true
      } catch (error) {
        if (!(error instanceof Untranslatable)) throw error
        lines.length = before
        return false
      }
    },
    compile(parameter) {
      const body = `"use strict"\nreturn function (${parameter}) {\n${lines.join('\n')}\n}`
      // oxlint-disable-next-line typescript/no-implied-eval -- what fusing is about; for what comes into it see above
      const make = new Function(...bound.map((_, at) => nameOf(at)), body)
      return make(...bound) as (argument: never) => unknown
    },
  }
}

export function literal(value: string | number | boolean | null): string {
  return Object.is(value, -0) ? '-0' : JSON.stringify(value)
}

/** An own field's value, undefined when there is none. @param object a variable */
export function fieldOf(object: string, name: string): string {
  const field = `${object}[${literal(name)}]`
  return name in Object.prototype ? `(Object.hasOwn(${object}, ${literal(name)}) ? ${field} : undefined)` : field
}

/** Sets a field of `row`. */
export function writeField(source: Source, name: string, value: string): void {
  if (name === '__proto__' || isNumberLike(name)) source.add(`${source.bind(putLast)}(row, ${literal(name)}, ${value})`)
  else source.add(`row[${literal(name)}] = ${value}`)
}
