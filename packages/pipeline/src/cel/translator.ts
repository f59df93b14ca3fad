import type { ASTNode } from '@marcbachmann/cel-js'
import { fieldOf, type Source } from '../fuse/source.ts'
import { compareTexts } from './compare.ts'
import { typeNames } from './compile-node.ts'
import { constant, eitherOf, never, type Kind, type Term } from './term.ts'
import { calls, methods } from './translated-calls.ts'

export interface Translator {
  /** Adds to the source what it takes. Throws Untranslatable. */
  translate(node: ASTNode): Term
  /** From here on a condition holds: without it, the interpreter is asked. */
  assume(condition: string): void
  /** A new variable. */
  let(code: string, kind: Kind): Term
  /** The term, required to be of a kind. Throws Untranslatable when it never is. */
  text(term: Term): Term
  number(term: Term): Term
  truth(term: Term): Term
  /** Says what a loop says of an item, which goes by a name there. */
  within(name: string, item: Term, say: () => Term): Term
  /** The value of a field that may be absent: then it is undefined. */
  field(object: Term, name: string): Term
}

const numeric = new Set<Kind>(['double', 'int'])

/**
 * Says a CEL expression in JavaScript, as far as both certainly mean the same.
 * @param doubt the label of the block that is left when something comes up that the source was not made for
 */
export function createTranslator(source: Source, doubt: string): Translator {
  /** What loops around are at, the innermost last. */
  const items: { name: string; item: Term }[] = []

  const assume = (condition: string) => {
    if (condition !== 'true') source.add(`if (!(${condition})) break ${doubt}`)
  }

  function variable(code: string, kind: Kind): Term {
    const name = source.fresh('term')
    source.add(`const ${name} = ${code}`)
    return { code: name, kind }
  }

  /** Requires a JavaScript type, which is known already where the kind is. */
  function typed(term: Term, type: 'number' | 'string' | 'boolean', kinds: Kind[]): Term {
    if (kinds.includes(term.kind)) return term
    if (term.kind !== 'dyn') never()
    assume(`typeof ${term.code} === "${type}"`)
    return { code: term.code, kind: kinds[0]! }
  }
  const number = (term: Term) => typed(term, 'number', ['double', 'int'])
  const text = (term: Term) => typed(term, 'string', ['string'])
  const truth = (term: Term) => typed(term, 'boolean', ['bool'])

  /** No object and no list: those are compared by what they hold. */
  function scalar(term: Term): Term {
    if (term.kind === 'record' || term.kind === 'mixed') never()
    if (term.kind === 'dyn') assume(`typeof ${term.code} !== "object" || ${term.code} === null`)
    return term
  }

  function field(object: Term, name: string): Term {
    if (object.kind === 'dyn')
      assume(`typeof ${object.code} === "object" && ${object.code} !== null && !Array.isArray(${object.code})`)
    else if (object.kind !== 'record') never()
    return variable(fieldOf(object.code, name), 'dyn')
  }

  function present(term: Term): Term {
    assume(`${term.code} !== undefined`)
    return term
  }

  /** Both numbers or both texts, whichever that is. */
  function alike(a: Term, b: Term): [Term, Term] {
    if (numeric.has(a.kind) || numeric.has(b.kind)) return [number(a), number(b)]
    if (a.kind === 'string' || b.kind === 'string') return [text(a), text(b)]
    if (a.kind !== 'dyn' || b.kind !== 'dyn') never()
    assume(`typeof ${a.code} === typeof ${b.code} && (typeof ${a.code} === "number" || typeof ${a.code} === "string")`)
    return [a, b]
  }

  function arithmetic(op: string, left: Term, right: Term): Term {
    const [a, b] = op === '+' ? alike(left, right) : [number(left), number(right)]
    if (a.kind === 'int' && b.kind === 'int') never()
    return variable(`${a.code} ${op} ${b.code}`, numeric.has(a.kind) ? 'double' : a.kind)
  }

  /** The right side is only looked at when the left does not decide. */
  function logical(node: ASTNode & { args: [ASTNode, ASTNode] }, decisive: boolean): Term {
    const left = truth(translate(node.args[0]))
    const name = source.fresh('term')
    source.add(`let ${name} = ${left.code}`)
    source.add(`if (${name} !== ${decisive}) {`)
    source.add(`${name} = ${truth(translate(node.args[1])).code}`)
    source.add('}')
    return { code: name, kind: 'bool' }
  }

  function choice([condition, yes, no]: [ASTNode, ASTNode, ASTNode]): Term {
    const name = source.fresh('term')
    source.add(`let ${name}`)
    source.add(`if (${truth(translate(condition)).code}) {`)
    const a = translate(yes)
    source.add(`${name} = ${a.code}`)
    source.add('} else {')
    const b = translate(no)
    source.add(`${name} = ${b.code}`)
    source.add('}')
    return { code: name, kind: eitherOf(a.kind, b.kind) }
  }

  /** Texts by code points. */
  function order(a: Term, op: string, b: Term): Term {
    const [numbers, texts] = [`${a.code} ${op} ${b.code}`, `${source.bind(compareTexts)}(${a.code}, ${b.code}) ${op} 0`]
    if (numeric.has(a.kind)) return variable(numbers, 'bool')
    return variable(a.kind === 'string' ? texts : `typeof ${a.code} === "string" ? ${texts} : ${numbers}`, 'bool')
  }

  function membership(value: Term, list: ASTNode): Term {
    if (list.op !== 'list' || list.args.length === 0) never()
    const items = list.args.map((item) => (item.op === 'value' ? constant(item.args) : never()))
    const { code } = scalar(value)
    return variable(items.map((item) => `${code} === ${item.code}`).join(' || '), 'bool')
  }

  function within(name: string, item: Term, say: () => Term): Term {
    items.push({ name, item })
    try {
      return say()
    } finally {
      items.pop()
    }
  }

  function name(node: ASTNode & { op: 'id' }): Term {
    const known = items.findLast(({ name }) => name === node.args)
    if (known) return known.item
    if (node.args === 'record') return { code: 'row', kind: 'record' }
    if (typeNames.has(node.args)) never()
    return present(variable(fieldOf('row', node.args), 'dyn'))
  }

  function minus(node: ASTNode): Term {
    if (node.op === 'value' && typeof node.args === 'bigint') return constant(-node.args)
    const term = number(translate(node))
    // Minus nought is none of CEL's whole numbers.
    return term.kind === 'int' ? never() : variable(`-${term.code}`, 'double')
  }

  function translate(node: ASTNode): Term {
    switch (node.op) {
      case 'value':
        return constant(node.args)
      case 'id':
        return name(node)
      case '.':
        return present(field(translate(node.args[0]), node.args[1]))
      case '[]': {
        const [object, key] = node.args
        if (key.op !== 'value' || typeof key.args !== 'string') never()
        return present(field(translate(object), key.args))
      }
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return arithmetic(node.op, translate(node.args[0]), translate(node.args[1]))
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const [a, b] = alike(translate(node.args[0]), translate(node.args[1]))
        return order(a, node.op, b)
      }
      case '==':
      case '!=': {
        const [a, b] = [scalar(translate(node.args[0])), scalar(translate(node.args[1]))]
        return variable(`${a.code} ${node.op}= ${b.code}`, 'bool')
      }
      case 'in':
        return membership(translate(node.args[0]), node.args[1])
      case '&&':
      case '||':
        return logical(node, node.op === '||')
      case '!_':
        return variable(`!${truth(translate(node.args)).code}`, 'bool')
      case '-_':
        return minus(node.args)
      case '?:':
        return choice(node.args)
      case 'call':
        return (calls.get(node.args[0]) ?? never)(translator, node.args[1], source)
      case 'rcall':
        return (methods.get(node.args[0]) ?? never)(translator, [node.args[1], ...node.args[2]], source)
      default:
        return never()
    }
  }

  const translator: Translator = { translate, assume, let: variable, text, number, truth, within, field }
  return translator
}
