import { Fault } from '../record/fault.ts'
import { jsonOf } from '../record/json-of.ts'

export interface Original {
  original: string
  encoding: 'text' | 'base64'
  /** The record as JSON, where the original is not JSON itself and can be read. */
  record?: string
}

/** The records of a slice, asked for in order, and each decoded no earlier than it has to be. */
export interface Records {
  /** Whether there is one; they count from 0. */
  has(index: number): boolean
  /** A fresh value of its own, or the Fault that says why there is none. */
  read(index: number): unknown
  /** The record as it came. */
  original(index: number): Original
  /** How many lines it is, where it may be more than one. */
  lines?(index: number): number
}

/** Decoded once more, for the steps may have changed what they were given; only refused records pay for it. */
export function recordOf(value: unknown): Pick<Original, 'record'> {
  return value instanceof Fault ? {} : { record: jsonOf(value) }
}
