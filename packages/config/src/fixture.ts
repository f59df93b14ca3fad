import { Format, RefusalCode } from '@syndicate/contracts'
import Type, { type Static } from 'typebox'

const Refused = Type.Object(
  { position: Type.Integer({ minimum: 0 }), code: RefusalCode },
  { additionalProperties: false },
)

/** A pipeline's own example: what goes in, and exactly what must come out. */
export const Fixture = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    input: Type.String({ description: 'text (base64 for msgpack, cbor and binary)' }),
    format: Type.Optional(Format),
    expect: Type.Array(Type.Unknown(), { description: 'a list: the records stored, in order' }),
    refused: Type.Array(Refused, { default: [], description: 'a list of {position, code}: the records quarantined' }),
    filtered: Type.Integer({ minimum: 0, default: 0 }),
  },
  { additionalProperties: false },
)
export type Fixture = Static<typeof Fixture>
