import type { ASTNode } from '@marcbachmann/cel-js'
import { attempt, truth, type Compiled, type Scope } from './compiled.ts'
import type { Compile } from './compile-node.ts'
import { keysOfMap, kindOf } from './values.ts'

/** Over a list's items or a map's keys. */
export type Loop = 'all' | 'exists' | 'exists_one' | 'map' | 'filter'
const loops: ReadonlySet<string> = new Set<Loop>(['all', 'exists', 'exists_one', 'map', 'filter'])

export function isLoop(name: string): name is Loop {
  return loops.has(name)
}

interface Around {
  compile: Compile
  names: string[]
  refuse(message: string): never
}

/** Puts each item where the parts see it. */
type EachItem = (scope: Scope) => Iterable<unknown>

export function compileLoop(name: Loop, receiver: Compiled, args: ASTNode[], around: Around): Compiled {
  const { names, refuse } = around
  const [item, ...rest] = args
  const most = name === 'map' ? 2 : 1
  if (item?.op !== 'id' || rest.length === 0 || rest.length > most)
    return refuse(`${name}() takes a name and an expression`)
  if (receiver.kind !== 'dyn' && receiver.kind !== 'list' && receiver.kind !== 'map')
    return refuse(`${name}() goes over a list or a map, not over a ${receiver.kind}`)
  const [first, second] = rest.map((node) => around.compile(node, [...names, item.args]))
  const at = names.length

  function* items(scope: Scope): Iterable<unknown> {
    for (const value of listOf(receiver.evaluate(scope), name)) {
      scope.items[at] = value
      yield value
    }
  }

  switch (name) {
    case 'all':
      return { kind: 'bool', evaluate: quantifier(items, first!, false) }
    case 'exists':
      return { kind: 'bool', evaluate: quantifier(items, first!, true) }
    case 'exists_one':
      return { kind: 'bool', evaluate: (scope) => kept(items, first!, scope).length === 1 }
    case 'filter':
      return { kind: 'list', evaluate: (scope) => kept(items, first!, scope) }
    case 'map':
      return { kind: 'list', evaluate: (scope) => mapped(items, second ? first : undefined, second ?? first!, scope) }
  }
}

function listOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value
  if (kindOf(value) === 'map') return keysOfMap(value)
  throw new Error(`${name}() goes over a list or a map, not over a ${kindOf(value)}`)
}

/** An error counts when no item decides. */
function quantifier(items: EachItem, predicate: Compiled, decisive: boolean): (scope: Scope) => boolean {
  return (scope) => {
    let undecided: unknown
    for (const _ of items(scope)) {
      const value = attempt(predicate, scope)
      if (value === decisive) return decisive
      if (value !== !decisive) undecided ??= value ?? new Error('no such overload: null_type where a bool is needed')
    }
    if (undecided !== undefined) truth(undecided)
    return !decisive
  }
}

function kept(items: EachItem, predicate: Compiled, scope: Scope): unknown[] {
  const found: unknown[] = []
  for (const item of items(scope)) if (truth(predicate.evaluate(scope))) found.push(item)
  return found
}

function mapped(items: EachItem, predicate: Compiled | undefined, transform: Compiled, scope: Scope): unknown[] {
  const made: unknown[] = []
  for (const _ of items(scope)) {
    if (!predicate || truth(predicate.evaluate(scope))) made.push(transform.evaluate(scope))
  }
  return made
}
