import Type from 'typebox'

/** A name of another shape names no dataset, which is what the caller is told. */
export const DatasetParams = Type.Object({ dataset: Type.String({ maxLength: 100 }) })
