import Type from 'typebox'

export const idShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A UUID as this system writes it. JSON Schema's `uuid` would also let `urn:uuid:…` through, which PostgreSQL does not take. */
export const Id = Type.String({ pattern: idShape.source, description: 'A UUID in lower case' })

export function isId(text: string): boolean {
  return idShape.test(text)
}

/** What an id may be named by: at least so many of its digits, from the first on. */
const leastDigits = 8

/**
 * The first and the last id that begin as somebody has written, hyphens or not.
 * @returns null where that is a whole id, or is not how one begins
 */
export function idsBeginning(text: string): { first: string; last: string } | null {
  if (isId(text) || !/^[0-9a-f-]+$/i.test(text)) return null
  const digits = text.replaceAll('-', '').toLowerCase()
  if (digits.length < leastDigits || digits.length > 32) return null
  const withHyphens = (all: string) => all.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { first: withHyphens(digits.padEnd(32, '0')), last: withHyphens(digits.padEnd(32, 'f')) }
}
