import Type from 'typebox'

/** An id of another shape names no run, which is what the caller is told. */
export const RunParams = Type.Object({ id: Type.String({ maxLength: 64, description: 'Of a run' }) })
