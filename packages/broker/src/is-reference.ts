import { ChunkRef, jobVersion, RunRef, type Stage } from '@syndicate/contracts'
import { Compile } from 'typebox/schema'

/** What the jobs of a stage carry: references, never records. */
export type RefOf<S extends Stage> = S extends 'extract' ? RunRef : ChunkRef

const runRef = Compile(RunRef)
const chunkRef = Compile(ChunkRef)

/** Whether a job carries what this version of the program would have put into it: Redis is not to be believed blindly. */
export function isReference<S extends Stage>(stage: S, data: unknown): data is RefOf<S> {
  return stage === 'extract' ? runRef.Check(data) : chunkRef.Check(data)
}

/** Whether a job was made by a program that counts its versions as this one does, and is at another. */
export function isOfAnotherVersion(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('v' in data)) return false
  return Number.isInteger(data.v) && data.v !== jobVersion
}
