import type { ASTNode } from '@marcbachmann/cel-js'
import { RecipeError } from '../recipe-error.ts'
import { attempt, truth, type Compiled } from './compiled.ts'
import { compileLoop, isLoop } from './compile-loop.ts'
import { conversions } from './conversions.ts'
import { methods, size } from './methods.ts'
import { operators } from './operators.ts'
import { call, candidates, givenBy, type Overload } from './overload.ts'
import { fieldOfMap, keyOf, kindOf, MapValue, TypeValue, Uint, type StaticKind } from './values.ts'

const functions: Record<string, Overload[]> = { ...conversions, size }
/** Names that stand for types, whatever fields a record has. */
export const typeNames = new Set('bool int uint double string bytes list map null_type type'.split(' '))
const longTypeNames = new Set(['google.protobuf.Timestamp', 'google.protobuf.Duration'])
const mostInt = 2n ** 63n

/** @param names of the items that loops around it are at; `record` and fields come after them */
export type Compile = (node: ASTNode, names: string[]) => Compiled

/** Makes an expression ready, part by part. Throws RecipeError for what can have no value, whatever the record. */
export function createCompiler(path: string): Compile {
  const refuse = (message: string): never => {
    throw new RecipeError(path, message)
  }

  /** What no kinds like these can be used for. A name such as `type` is CEL's own, and who writes it may mean a field. */
  const noOverload = (told: string, kinds: StaticKind[]): never =>
    refuse(`no such overload: ${told}${kinds.includes('type') ? '; a field called type is record.type' : ''}`)

  /** A function, a method or an operator. */
  function use(overloads: Overload[], args: Compiled[], told: (kinds: StaticKind[]) => string): Compiled {
    const kinds = args.map(({ kind }) => kind)
    const possible = candidates(overloads, kinds)
    if (possible.length === 0) noOverload(told(kinds), kinds)
    return {
      kind: givenBy(possible),
      evaluate: (scope) =>
        call(
          possible,
          args.map((arg) => arg.evaluate(scope)),
          told,
        ),
    }
  }

  const known = (table: Record<string, Overload[]>, name: string): Overload[] =>
    Object.hasOwn(table, name) ? table[name]! : refuse(`There is no function ${name}()`)

  function binary(op: string, [left, right]: [Compiled, Compiled]): Compiled {
    const [a, b] = [left.kind, right.kind]
    if ((op === '==' || op === '!=') && !areComparable(a, b)) noOverload(`${a} ${op} ${b}`, [a, b])
    return use(known(operators, op), [left, right], ([a, b]) => `${a} ${op} ${b}`)
  }

  /** The right side is asked for, too, when the left is an error: it may decide. */
  function logical(left: Compiled, right: Compiled, decisive: boolean): Compiled {
    for (const { kind } of [left, right]) {
      if (kind !== 'bool' && kind !== 'dyn') refuse(`no such overload: ${kind} where a bool is needed`)
    }
    return {
      kind: 'bool',
      evaluate(scope) {
        const first = attempt(left, scope)
        if (first === decisive) return decisive
        const second = attempt(right, scope)
        if (second === decisive) return decisive
        // Neither decides: both are the other, or one is an error.
        for (const side of [first, second]) truth(side)
        return !decisive
      },
    }
  }

  function literal(node: ASTNode & { op: 'value' }): Compiled {
    const value = literalOf(node, refuse)
    return { kind: kindOf(value), evaluate: () => value }
  }

  const compile: Compile = (node, names) => {
    const each = (nodes: ASTNode[]) => nodes.map((part) => compile(part, names))
    switch (node.op) {
      case 'value':
        return literal(node)
      case 'id':
        return variable(node.args, names)
      case '.':
        return longTypeNames.has(chainOf(node))
          ? { kind: 'type', evaluate: () => new TypeValue(chainOf(node)) }
          : field(compile(node.args[0], names), node.args[1])
      case '[]':
        return index(compile(node.args[0], names), compile(node.args[1], names))
      case '&&':
      case '||':
        return logical(compile(node.args[0], names), compile(node.args[1], names), node.op === '||')
      case '?:':
        return choice(each(node.args) as [Compiled, Compiled, Compiled])
      case '!_':
        return use(operators['!_']!, each([node.args]), ([kind]) => `!${kind}`)
      case '-_':
        if (node.args.op === 'value' && node.args.args === mostInt) return { kind: 'int', evaluate: () => -mostInt }
        return use(operators['-_']!, each([node.args]), ([kind]) => `-${kind}`)
      case 'list': {
        const items = each(node.args)
        return { kind: 'list', evaluate: (scope) => items.map((item) => item.evaluate(scope)) }
      }
      case 'map':
        return map(node.args.map((entry) => each(entry) as [Compiled, Compiled]))
      case 'call': {
        const [name, args] = node.args
        if (name === 'has') return has(args, names)
        return use(known(functions, name), each(args), (kinds) => `${name}(${kinds.join(', ')})`)
      }
      case 'rcall': {
        const [name, receiver, args] = node.args
        if (isLoop(name)) return compileLoop(name, compile(receiver, names), args, { compile, names, refuse })
        if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel') return bind(args, names)
        const told = ([kind, ...kinds]: StaticKind[]) => `${kind}.${name}(${kinds.join(', ')})`
        return use(known(methods, name), each([receiver, ...args]), told)
      }
      case '.?':
      case '[?]':
        return refuse('There are no optional values: ask has() first')
      default:
        return binary(node.op, each(node.args) as [Compiled, Compiled])
    }
  }

  function field(object: Compiled, name: string): Compiled {
    if (object.kind !== 'dyn' && object.kind !== 'map') noOverload(`${object.kind}.${name}`, [object.kind])
    return select(object, name)
  }

  function has([access]: ASTNode[], names: string[]): Compiled {
    if (access?.op !== '.') return refuse('has() takes a field of something: has(record.name)')
    const [object, name] = [compile(access.args[0], names), access.args[1]]
    return { kind: 'bool', evaluate: (scope) => fieldOfMap(mapOf(object.evaluate(scope), name), name) !== undefined }
  }

  function bind([name, value, body]: ASTNode[], names: string[]): Compiled {
    if (name?.op !== 'id' || !value || !body) return refuse('cel.bind() takes a name, a value and an expression')
    const [bound, inner] = [compile(value, names), compile(body, [...names, name.args])]
    const at = names.length
    return {
      kind: inner.kind,
      evaluate(scope) {
        scope.items[at] = bound.evaluate(scope)
        return inner.evaluate(scope)
      },
    }
  }

  return compile
}

function variable(name: string, names: string[]): Compiled {
  const at = names.lastIndexOf(name)
  if (at >= 0) return { kind: 'dyn', evaluate: ({ items }) => items[at] }
  if (name === 'record') return { kind: 'map', evaluate: ({ row }) => row }
  if (typeNames.has(name)) return { kind: 'type', evaluate: () => new TypeValue(name) }
  return {
    kind: 'dyn',
    evaluate({ row }) {
      const value = Object.hasOwn(row, name) ? row[name] : undefined
      if (value === undefined) throw new Error(`Unknown variable: ${name}`)
      return value
    },
  }
}

function select(object: Compiled, name: string): Compiled {
  return {
    kind: 'dyn',
    evaluate(scope) {
      const value = fieldOfMap(mapOf(object.evaluate(scope), name), name)
      if (value === undefined) throw new Error(`No such key: ${name}`)
      return value
    },
  }
}

function mapOf(value: unknown, name: string): object {
  if (kindOf(value) !== 'map') throw new Error(`No such key: ${name} of a ${kindOf(value)}`)
  return value as object
}

function index(object: Compiled, key: Compiled): Compiled {
  return {
    kind: 'dyn',
    evaluate(scope) {
      const [from, at] = [object.evaluate(scope), key.evaluate(scope)]
      const plain = keyOf(at)
      const value = Array.isArray(from)
        ? typeof plain === 'bigint'
          ? from[Number(plain)]
          : undefined
        : fieldOfMap(mapOf(from, String(at)), at)
      if (value === undefined) throw new Error(`No such key: ${String(plain ?? at)}`)
      return value as unknown
    },
  }
}

function choice([condition, yes, no]: [Compiled, Compiled, Compiled]): Compiled {
  return {
    kind: yes.kind === no.kind ? yes.kind : 'dyn',
    evaluate: (scope) => (truth(condition.evaluate(scope)) ? yes : no).evaluate(scope),
  }
}

function map(entries: [Compiled, Compiled][]): Compiled {
  return {
    kind: 'map',
    evaluate(scope) {
      const made = new MapValue()
      for (const [key, value] of entries) made.add(key.evaluate(scope), value.evaluate(scope))
      return made
    },
  }
}

const numeric = new Set<StaticKind>(['int', 'uint', 'double'])

/** Whether two values may be equal at all. */
function areComparable(a: StaticKind, b: StaticKind): boolean {
  const any = [a, b].some((kind) => kind === 'dyn' || kind === 'null_type')
  return any || a === b || (numeric.has(a) && numeric.has(b))
}

function literalOf(
  { args, input, start, end }: ASTNode & { op: 'value' },
  refuse: (message: string) => never,
): unknown {
  if (typeof args === 'bigint') return args < mostInt ? args : refuse(`${args} is no int of 64 bits`)
  if (typeof args !== 'object' || args === null) return args
  if (!(args instanceof Uint8Array)) return new Uint(args.valueOf() as bigint)
  // The parser gives one byte for each character.
  // oxlint-disable-next-line no-control-regex -- ASCII begins there
  return /^[\x00-\x7f]*$/.test(input.slice(start, end))
    ? args
    : refuse(String.raw`Bytes are written in ASCII: the others as \x and two digits`)
}

/** `a.b.c`, '' where it is more than names. */
function chainOf(node: ASTNode): string {
  if (node.op === 'id') return node.args
  if (node.op !== '.') return ''
  const before = chainOf(node.args[0])
  return before === '' ? '' : `${before}.${node.args[1]}`
}
