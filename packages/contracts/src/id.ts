import Type from 'typebox'

/** A UUID as this system writes it. JSON Schema's `uuid` would also let `urn:uuid:…` through, which PostgreSQL does not take. */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
  description: 'A UUID in lower case',
})
