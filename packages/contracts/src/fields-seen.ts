/** Fields told apart in records that belong together: of those stored or refused, and of those left out; of records that have more, none is told. */
export const mostFieldsSeen = 1000
/** Of a field's name, where it is kept, in bytes. */
export const mostNameBytes = 100

/** What values are, in bits, so that what is found of a field here and there is one `|` away from what it is in all. */
export const fieldBits = {
  string: 1,
  boolean: 2,
  integer: 4,
  /** Whole ones among them. */
  number: 12,
  null: 16,
  object: 32,
  array: 64,
  /** Not there in some record. */
  absent: 128,
} as const

/**
 * What fields some records have, by path: names from the top, as in a JSON Pointer, without its first slash. Below the top are
 * fields of objects whose names a schema says, and of those in lists.
 */
export interface FieldsSeen {
  /** Of records that were stored. Not there when none was. */
  stored?: Record<string, number>
  /** Fields that only records have which were refused after all steps. */
  refused?: Record<string, 1>
  /** From how many records a field was left out. */
  leftOut?: Record<string, number>
  /** There are more than are told apart: of none is told. */
  more?: true
}
