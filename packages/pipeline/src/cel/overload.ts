import { kindOf, type Kind, type StaticKind } from './values.ts'

/** One of the ways in which a function or an operator can be used. */
export interface Overload {
  takes: StaticKind[]
  gives: StaticKind
  /** Throws Error where there is no value. */
  apply(...args: never[]): unknown
}

export function overload(takes: StaticKind[], gives: StaticKind, apply: Overload['apply']): Overload {
  return { takes, gives, apply }
}

/** Those that may be meant, by what is known before there is a record. */
export function candidates(overloads: Overload[], kinds: StaticKind[]): Overload[] {
  return overloads.filter((each) => each.takes.length === kinds.length && each.takes.every(mayTake(kinds)))
}

const mayTake = (kinds: StaticKind[]) => (wanted: StaticKind, at: number) =>
  wanted === 'dyn' || kinds[at] === 'dyn' || wanted === kinds[at]

/** What they give, as far as that is known. */
export function givenBy(overloads: Overload[]): StaticKind {
  const kinds = new Set(overloads.map(({ gives }) => gives))
  return kinds.size === 1 ? overloads[0]!.gives : 'dyn'
}

/** Takes the one that fits the values. Throws Error when none does. @param told how it is called, as `int + string` */
export function call(overloads: Overload[], args: unknown[], told: (kinds: Kind[]) => string): unknown {
  const kinds = args.map(kindOf)
  const fitting = overloads.find(({ takes }) => takes.every((wanted, at) => wanted === 'dyn' || wanted === kinds[at]))
  if (!fitting) throw new Error(`no such overload: ${told(kinds)}`)
  return (fitting.apply as (...args: unknown[]) => unknown)(...args)
}
