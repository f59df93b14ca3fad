import Type from 'typebox'
import { TextFilter } from '../../http/filters.ts'

/** A name of another shape names no dataset, which is what the caller is told. */
export const DatasetParams = Type.Object({ dataset: TextFilter(100, 'The name of a dataset') })
