import Type, { type Static, type TSchema } from 'typebox'

/** A reference to a schema by its `$id`, that keeps its type. */
export function refTo<S extends TSchema>(schema: S & { $id?: string }) {
  return Type.Unsafe<Static<S>>({ $ref: `${schema.$id}#` })
}
