export const queueName = 'ranges'
export const prefix = 'bench-peer'

/** A job: a part of a file, whole records only. */
export interface Range {
  file: string
  start: number
  end: number
  ordinal: number
}
