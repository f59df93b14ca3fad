import { createRecordEngine, type RecordEngine } from '@syndicate/pipeline'
import { createHost } from './host.ts'

/** The record engine this installation works with. `hashKey` is the key of the `hash` step. */
export function createEngine(hashKey: string): RecordEngine {
  return createRecordEngine(createHost(hashKey))
}
