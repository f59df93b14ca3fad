import { compilePipeline } from './compile-pipeline.ts'
import type { Host } from './host.ts'
import type { RecordEngine } from './record-engine.ts'
import { decodeFrame } from './store/decode-frame.ts'

/** The engine in TypeScript: all of this package, with what the host lends. */
export function createRecordEngine(host: Host): RecordEngine {
  return {
    compile: (recipe) => compilePipeline(recipe, host),
    read: (stored) => decodeFrame(host, stored),
  }
}
