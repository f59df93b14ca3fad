/** What a field has to be for its record to be shown. `cel`: an expression that somebody wrote; it is about no field. */
export const operators = [
  ['is', 'is'],
  ['not', 'is not'],
  ['contains', 'contains'],
  ['less', 'is less than'],
  ['greater', 'is greater than'],
  ['empty', 'is empty'],
  ['filled', 'is not empty'],
] as const

export type Operator = (typeof operators)[number][0] | 'cel'

/** [field, operator, value], as it stands in the address of the page. */
export type Condition = readonly [field: string, operator: Operator, value: string]

/** Those that ask for nothing to compare with. */
export const needsNoValue = (operator: Operator) => operator === 'empty' || operator === 'filled'

export function conditionsIn(text: string | undefined): Condition[] {
  if (text === undefined) return []
  try {
    const all: unknown = JSON.parse(text)
    return Array.isArray(all) && all.every(isCondition) ? all : []
  } catch {
    return []
  }
}

export function inWords([field, operator, value]: Condition): string {
  if (operator === 'cel') return value
  const words = operators.find(([key]) => key === operator)![1]
  return needsNoValue(operator) ? `${field} ${words}` : `${field} ${words} ${value}`
}

/**
 * All conditions as one CEL expression; undefined when there is none.
 * @param typeOf what the values of a field are, in words; undefined where nobody knows
 */
export function celOf(
  conditions: readonly Condition[],
  typeOf: (field: string) => string | undefined,
): string | undefined {
  if (conditions.length === 0) return undefined
  const all = conditions.map((condition) => oneInCel(condition, typeOf(condition[0])))
  return all.length === 1 ? all[0] : all.map((each) => `(${each})`).join(' && ')
}

function oneInCel([field, operator, value]: Condition, type: string | undefined): string {
  const at = `record[${quoted(field)}]`
  const has = `${quoted(field)} in record`
  switch (operator) {
    case 'cel':
      return value
    case 'empty':
      return `!(${has}) || ${at} == null || ${at} == ""`
    case 'filled':
      return `${has} && ${at} != null && ${at} != ""`
    case 'is':
    case 'not': {
      const same = `${has} && (${valuesOf(value, type)
        .map((each) => `${at} == ${each}`)
        .join(' || ')})`
      return operator === 'is' ? same : `!(${same})`
    }
    case 'contains':
      return `${has} && type(${at}) == string && ${at}.lowerAscii().contains(${quoted(lowerAscii(value))})`
    case 'less':
    case 'greater':
      return `${has} && ${at} != null && ${at} ${operator === 'less' ? '<' : '>'} ${valuesOf(value, type)[0]}`
  }
}

/** What was typed, as the field may have it: a number, true or false where it has such, and text where it has that. */
function valuesOf(value: string, type: string | undefined): string[] {
  const text = value.trim()
  const mayBe = (one: string) => type === undefined || type.includes(one)
  const isNumber = /^-?\d{1,15}(\.\d{1,15})?$/.test(text) && (mayBe('number') || mayBe('integer'))
  const isBoolean = /^(true|false)$/.test(text) && mayBe('boolean')
  const isNull = text === 'null' && mayBe('null')
  const known = isNumber || isBoolean || isNull
  return [...(known ? [text] : []), ...(!known || mayBe('string') ? [quoted(value)] : [])]
}

/** What JSON escapes, CEL reads. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

/** As the server does it: other letters than ASCII's stay. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function isCondition(value: unknown): value is Condition {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((part) => typeof part === 'string') &&
    (value[1] === 'cel' || operators.some(([key]) => key === value[1]))
  )
}
