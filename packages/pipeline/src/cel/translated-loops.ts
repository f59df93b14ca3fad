import type { Source } from '../fuse/source.ts'
import { never, type Term } from './term.ts'
import type { TranslateCall } from './translated-calls.ts'
import type { Translator } from './translator.ts'

/** Loops that come to true or false. An item of which they cannot be sure leaves all of it to the interpreter. */
export const loops: [name: string, TranslateCall][] = [
  ['all', (it, args, source) => quantified(it, args, source, false)],
  ['exists', (it, args, source) => quantified(it, args, source, true)],
]

/** @param decisive the verdict on an item that decides for all of them */
function quantified(
  it: Translator,
  [receiver, item, predicate, ...others]: Parameters<TranslateCall>[1],
  source: Source,
  decisive: boolean,
): Term {
  if (!receiver || item?.op !== 'id' || !predicate || others.length > 0) never()
  const list = it.translate(receiver)
  if (list.kind !== 'dyn') never()
  it.assume(`Array.isArray(${list.code})`)
  const [result, each] = [source.fresh('term'), source.fresh('item')]
  source.add(`let ${result} = ${!decisive}`)
  source.add(`for (const ${each} of ${list.code}) {`)
  const verdict = it.truth(it.within(item.args, { code: each, kind: 'dyn' }, () => it.translate(predicate)))
  source.add(`if (${verdict.code} === ${decisive}) {`)
  source.add(`${result} = ${decisive}`)
  source.add('break')
  source.add('}')
  source.add('}')
  return { code: result, kind: 'bool' }
}
