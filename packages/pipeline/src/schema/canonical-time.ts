const date = String.raw`^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])`
const time = String.raw`T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d`
const canonical = new RegExp(String.raw`${date}${time}\.\d{3}Z$`)
const wholeSeconds = new RegExp(`${date}${time}Z$`)
const wholeDay = new RegExp(`${date}$`)

/** The last one met: what a cast has asked about, a schema asks about next. */
let last: string | undefined

/**
 * Whether a text is certainly a time as `toISOString` writes it. Most times are, and this takes a tenth of a real
 * parser's time. The last days of a month depend on the month: for them the answer is false, and a parser decides.
 */
export function isCanonicalTime(text: string): boolean {
  if (text === last) return true
  if (!canonical.test(text)) return false
  last = text
  return true
}

/** The same for times without their milliseconds and for days: the time as `toISOString` writes it, if there certainly is one. */
export function canonicalTimeOf(text: string): string | undefined {
  if (isCanonicalTime(text)) return text
  if (wholeDay.test(text)) return `${text}T00:00:00.000Z`
  return wholeSeconds.test(text) ? `${text.slice(0, -1)}.000Z` : undefined
}
