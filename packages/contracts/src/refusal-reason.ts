/** JSON as reasons show it, cut short. */
const shown = '("(\\\\.|[^"\\\\])*("|…)|[^ ,;:)"]+)'

/**
 * Where a reason shows a value of its record, with what is said because of that. PostgreSQL reads it too, so it holds nothing
 * that is read otherwise there.
 */
export const valueInReason = `(is no [a-z]+:|but is|this was) ${shown}[^;]*(; (if|cast it) [^;]*)*`

const spoken = new RegExp(valueInReason, 'g')
const values = new RegExp(`(is no [a-z]+:|but is|sent as|this was) ${shown}`, 'g')

/** A reason without the values it shows, the same for all records that are refused for it: `qty must be integer, but is …`. */
export function reasonWithoutValues(reason: string): string {
  return reason.replace(spoken, '$1 …')
}

/** The value that a reason is about, as it was sent where a step changed it: JSON, cut short. Undefined where it shows none. */
export function valueOfReason(reason: string): string | undefined {
  const [first, ...others] = reason.split('; ', 1)[0]!.matchAll(values)
  return (others.find(([, word]) => word === 'sent as') ?? first)?.[2]
}

/**
 * The value of the field at fault, for people: text without its quotes. Undefined where there is none, as of a field that is
 * missing.
 */
export function offendingValue(record: {
  field: string | null
  reason: string
  original: string
  record: string | null
}): string | undefined {
  const told = valueOfReason(record.reason) ?? fieldOf(record.record ?? record.original, record.field)
  if (told === undefined) return undefined
  const value = parse(told)
  return typeof value === 'string' ? value : told
}

function fieldOf(text: string, field: string | null): string | undefined {
  const record = parse(text)
  if (field === null || typeof record !== 'object' || record === null || !Object.hasOwn(record, field)) return undefined
  return JSON.stringify((record as Record<string, unknown>)[field])
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
