import Type, { type Static } from 'typebox'
import { Id } from './id.ts'

/**
 * The version of the references below, and of the parts and chunks that they lead to. A worker leaves a job of another
 * version to one that knows it; should there be none for some time, the reconciler starts the run afresh.
 */
export const jobVersion = 5

/** The largest `int` of PostgreSQL. */
const mostInt = 2 ** 31 - 1

const common = {
  v: Type.Literal(jobVersion),
  run: Id,
  epoch: Type.Integer({ minimum: 0, maximum: mostInt }),
  place: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2 ** 21 - 1,
      description: 'Its place in the line of every stage; none: the front',
    }),
  ),
  user: Type.Optional({ ...Id, description: 'Whose it is: places at work are shared by user' }),
  handicap: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 60, description: 'Seconds its chunks let those of other users go first' }),
  ),
}

/** What an `extract` job carries. */
export const RunRef = Type.Object({
  ...common,
  others: Type.Optional(
    Type.Array(Id, {
      maxItems: 63,
      description: 'Runs of the same user that were accepted with it, for an extract job',
    }),
  ),
})
export type RunRef = Static<typeof RunRef>

/** What a `transform`, `load` or `validate` job carries. */
export const ChunkRef = Type.Object({
  ...common,
  ordinal: Type.Integer({ minimum: 0, maximum: mostInt }),
  recipe: Type.String({ description: 'Hash of the recipe the run was accepted with' }),
  settles: Type.Optional(
    Type.Literal(true, {
      description: 'For a validate job behind those of the chunks: settles the keys of the run, and ends it',
    }),
  ),
  loadMs: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1e9,
      description: 'How long storing it took, told to validate, which keeps the books',
    }),
  ),
})
export type ChunkRef = Static<typeof ChunkRef>
