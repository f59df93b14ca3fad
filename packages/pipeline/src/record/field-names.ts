import { Fault } from './fault.ts'

/**
 * Most bytes of the names of one record's fields, with a separator for each, as they stand in the header of a CSV. One limit
 * for every format, so that what was published can be sent again as CSV.
 */
export const maxNamesBytes = 64 * 1024
/** Of UTF-8, for each unit of a string. */
const mostUnitBytes = 3

const encoder = new TextEncoder()

export function namesBytes(names: string[]): number {
  return encoder.encode(names.join()).length + 1
}

/** @param line the record as JSON: where that is short, nobody looks at its names */
export function faultOfNames(record: object, line: string): Fault | null {
  if (line.length * mostUnitBytes <= maxNamesBytes) return null
  const bytes = namesBytes(Object.keys(record))
  if (bytes <= maxNamesBytes) return null
  const told = `The names of its fields have ${bytes} bytes, at most ${maxNamesBytes} are accepted`
  return new Fault('too-many-fields', told)
}
