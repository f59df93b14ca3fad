import type { NumberSigns } from '../steps/number-text.ts'
import { castValue } from '../steps/cast-value.ts'
import { countOf, type Column, type Scalar } from './columns.ts'
import { numberVerdict } from './number-verdict.ts'
import { booleanVerdict, textVerdict } from './text-verdict.ts'
import { otherTimeVerdict, plainTimeVerdict, zeroDatesVerdict } from './time-verdict.ts'
import { mayBeWrong, type Asked, type Verdict } from './verdict.ts'

/** What a column is, and what is not there. */
export interface Judged {
  column: Column
  verdict: Verdict
  /** Cells that hold something. */
  count: number
  /** Cells of a text that hold nothing. */
  empty: number
  /** Objects and lists, where it is neither. */
  strays: number
}

export interface JudgeOptions {
  signs: NumberSigns
  /** Whether everything came as text, where an empty one is nothing. */
  isAllText: boolean
  /** Words that are no value, either. */
  ignored?: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

/** What the values of a column are. */
export function judgeColumn(column: Column, { signs, isAllText, ignored = none }: JudgeOptions): Judged {
  const { values, empty } = filled(column, isAllText, ignored)
  const scalars = countOf(values)
  const { name } = column
  const [objectCount, listCount] = [column.objects.length, column.lists.length]
  const count = scalars + objectCount + listCount
  const judged = (verdict: Verdict, strays = 0): Judged => ({ column, verdict, count, empty, strays })
  if (count === 0) return judged({ type: 'null', what: 'filled', misfits: new Map() })
  if (objectCount > 0 && mayBeWrong(count - objectCount, count))
    return judged({ type: 'object', what: 'objects', misfits: values }, listCount)
  if (listCount > 0 && mayBeWrong(count - listCount, count))
    return judged({ type: 'array', what: 'lists', misfits: values }, objectCount)
  if (!mayBeWrong(objectCount + listCount, count)) return judged(mixed(column))
  const verdict = scalarVerdict({ name, values, count: scalars, signs, isAllText })
  return judged(verdict ?? mixed(column), verdict ? objectCount + listCount : 0)
}

function filled({ values }: Column, isAllText: boolean, ignored: ReadonlySet<string>) {
  if (!isAllText) return { values, empty: 0 }
  const rest = new Map<Scalar, number>()
  let empty = 0
  for (const [value, times] of values) {
    const text = String(value).trim()
    if (text === '') empty += times
    else if (!ignored.has(text)) rest.set(value, times)
  }
  return { values: rest, empty }
}

/** Undefined where they are of several kinds, none of which is the rule. */
function scalarVerdict(asked: Asked): Verdict | undefined {
  const kinds = countKinds(asked.values)
  const isText = kinds.string === asked.count
  // JSON has numbers of its own: who sends them as text means text.
  const mayBeNumber = asked.isAllText || !isText
  const found =
    booleanVerdict(asked) ??
    plainTimeVerdict(asked) ??
    (mayBeNumber ? numberVerdict(asked) : undefined) ??
    (kinds.string > 0 ? otherTimeVerdict(asked) : undefined)
  if (found) return lenient(found)
  if (!mayBeWrong(asked.count - kinds.string, asked.count)) return undefined
  const verdict = zeroDatesVerdict(asked) ?? textVerdict(asked)
  if (isText) return verdict
  return { ...verdict, misfits: new Map([...asked.values].filter(([value]) => typeof value !== 'string')) }
}

/** A cast takes more than what tells that it is one: 1 among true and false, digits among dates. */
function lenient(verdict: Verdict): Verdict {
  const { cast } = verdict
  if (cast !== 'boolean' && cast !== 'timestamp') return verdict
  const misfits = [...verdict.misfits].filter(([value]) => castValue[cast](value) === undefined)
  return { ...verdict, misfits: new Map(misfits) }
}

function countKinds(values: Map<Scalar, number>): Record<'string' | 'number' | 'boolean', number> {
  const kinds = { string: 0, number: 0, boolean: 0 }
  for (const [value, times] of values) kinds[typeof value as keyof typeof kinds] += times
  return kinds
}

function mixed({ values, objects, lists }: Column): Verdict {
  const { string, number, boolean } = countKinds(values)
  const counts = {
    text: string,
    numbers: number,
    'true or false': boolean,
    objects: objects.length,
    lists: lists.length,
  }
  const said = Object.entries(counts).filter(([, count]) => count > 0)
  return {
    type: 'mixed',
    what: `of several kinds: ${said.map(([kind, count]) => `${count} ${kind}`).join(', ')}`,
    misfits: new Map(),
  }
}
