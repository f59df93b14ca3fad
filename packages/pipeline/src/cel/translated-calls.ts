import type { ASTNode } from '@marcbachmann/cel-js'
import { Untranslatable, type Source } from '../fuse/source.ts'
import { matchesLinearly } from './linear-matches.ts'
import type { Term } from './term.ts'
import { codePoints, lowerAscii, trimmed, upperAscii } from './texts.ts'
import { loops } from './translated-loops.ts'
import type { Translator } from './translator.ts'

/** Says a call in JavaScript. @param args the receiver of a method first */
export type TranslateCall = (translator: Translator, args: ASTNode[], source: Source) => Term

export const calls = new Map<string, TranslateCall>([
  ['has', has],
  ['size', size],
  ['string', asText],
  ['double', (it, args) => asDouble(it, it.translate(only(args)))],
])

export const methods = new Map<string, TranslateCall>([
  ...loops,
  ['size', size],
  ['startsWith', ofTexts(([text, start]) => `${text}.startsWith(${start})`, 'bool')],
  ['endsWith', ofTexts(([text, end]) => `${text}.endsWith(${end})`, 'bool')],
  ['contains', ofTexts(([text, part]) => `${text}.includes(${part})`, 'bool')],
  ['lowerAscii', byFunction(lowerAscii)],
  ['upperAscii', byFunction(upperAscii)],
  ['trim', byFunction(trimmed)],
  [
    'matches',
    (it, args, source) =>
      ofTexts(([text, pattern]) => `${source.bind(matchesLinearly)}(${text}, ${pattern})`, 'bool')(it, args, source),
  ],
])

/** A method that takes and knows nothing but texts. */
function ofTexts(say: (texts: string[]) => string, kind: Term['kind'], count = 2): TranslateCall {
  return (it, args) => {
    if (args.length !== count) throw new Untranslatable()
    return it.let(say(args.map((arg) => it.text(it.translate(arg)).code)), kind)
  }
}

function byFunction(make: (text: string) => string): TranslateCall {
  return (it, args, source) => ofTexts(([text]) => `${source.bind(make)}(${text})`, 'string', 1)(it, args, source)
}

function has(it: Translator, args: ASTNode[]): Term {
  const access = only(args)
  if (access.op !== '.') throw new Untranslatable()
  const { code } = it.field(it.translate(access.args[0]), access.args[1])
  return it.let(`${code} !== undefined`, 'bool')
}

function size(it: Translator, args: ASTNode[], source: Source): Term {
  const text = it.text(it.translate(only(args)))
  return it.let(`${source.bind(codePoints)}(${text.code})`, 'int')
}

function asText(it: Translator, args: ASTNode[]): Term {
  const term = it.translate(only(args))
  if (term.kind === 'string') return term
  if (term.kind === 'dyn') it.assume(`typeof ${term.code} !== "object"`)
  else if (term.kind !== 'double' && term.kind !== 'int' && term.kind !== 'bool') throw new Untranslatable()
  if (term.kind === 'dyn' || term.kind === 'double')
    it.assume(`typeof ${term.code} !== "number" || Number.isFinite(${term.code})`)
  return it.let(`\`\${${term.code}}\``, 'string')
}

function asDouble(it: Translator, term: Term): Term {
  return { code: it.number(term).code, kind: 'double' }
}

function only(args: ASTNode[]): ASTNode {
  const [arg, ...others] = args
  if (!arg || others.length > 0) throw new Untranslatable()
  return arg
}
