import { misfitsOf, type Asked, type Verdict } from './verdict.ts'
import { countOf } from './columns.ts'
import { namesFlag } from './names.ts'

/** Texts, without blanks around them, that look like something no type holds: what they are, and what becomes of them. */
const lookalikes: [RegExp, (example: string) => string][] = [
  [/^[+-]?\d+(?:[.,]\d+)* ?%$/, (example) => `shares with a percent sign, as ${example}, which stay text`],
  [
    /^[+-]?(?:[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY) ?)\s?\d[\d.,' ]*$|^[+-]?\d[\d.,' ]*\s?(?:[$€£¥₹]|USD|EUR|GBP|CHF|JPY|zł|kr)$/,
    (example) => `amounts with a currency, as ${example}, which stay text`,
  ],
  [
    /^[+-]?(?:[1-9]\d{0,2},\d{3}|\d{1,3})$/,
    (example) =>
      example.includes(',')
        ? `numbers as ${example}, whose comma may stand between thousands or before a fraction: they stay text`
        : `digits as ${example}, sent as text, which they stay`,
  ],
  [/^[+-]?\d[\d.,' ]*$/, (example) => `digits as ${example}, sent as text, which they stay`],
  [/^(?:yes|no|y|n|on|off|t|f)$/i, (example) => `words as ${example}, which no cast takes for true or false`],
]

/** True and false; 0 and 1 where the name says so. */
export function booleanVerdict(asked: Asked): Verdict | undefined {
  const misfits = misfitsOf(
    asked,
    (value) => typeof value === 'boolean' || (typeof value === 'string' && /^\s*(?:true|false)\s*$/i.test(value)),
  )
  if (misfits) {
    const needsCast = [...asked.values.keys()].some((value) => typeof value === 'string' && !misfits.has(value))
    if (needsCast && !asked.isAllText) return undefined
    return { type: 'boolean', what: 'true or false', misfits, ...(needsCast && { cast: 'boolean' as const }) }
  }
  if (!namesFlag(asked.name)) return undefined
  const ones = misfitsOf(asked, (value) => value === 0 || value === 1 || value === '0' || value === '1')
  return (
    ones && { type: 'boolean', what: '0 or 1, and the name asks for true or false', misfits: ones, cast: 'boolean' }
  )
}

/** Text, and what it looks like. */
export function textVerdict(asked: Asked): Verdict {
  const none = new Map()
  const [first] = asked.values.keys()
  for (const [pattern, what] of lookalikes) {
    if (!misfitsOf(asked, (value) => typeof value === 'string' && pattern.test(value.trim()))) continue
    const example = [...asked.values.keys()].find(
      (value) => pattern.test(String(value).trim()) && /[^\d-]/.test(String(value).trim()),
    )
    return {
      type: 'string',
      what: what(
        String(example ?? first)
          .trim()
          .slice(0, 40),
      ),
      misfits: none,
    }
  }
  const distinct = asked.values.size
  if (distinct === 1) return { type: 'string', what: 'text, always the same', misfits: none }
  const what = distinct === countOf(asked.values) ? 'text, each another' : `text, ${distinct} different`
  return { type: 'string', what, misfits: none }
}
