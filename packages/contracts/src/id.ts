import Type from 'typebox'

export const idShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A UUID as this system writes it. JSON Schema's `uuid` would also let `urn:uuid:…` through, which PostgreSQL does not take. */
export const Id = Type.String({ pattern: idShape.source, description: 'A UUID in lower case' })

export function isId(text: string): boolean {
  return idShape.test(text)
}
