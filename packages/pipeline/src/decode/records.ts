export interface Original {
  original: string
  encoding: 'text' | 'base64'
}

/** The records of a slice, each decoded when it is asked for. */
export interface Records {
  readonly length: number
  /** A fresh value of its own, or the Fault that says why there is none. */
  read(index: number): unknown
  /** The record as it came. */
  original(index: number): Original
}
