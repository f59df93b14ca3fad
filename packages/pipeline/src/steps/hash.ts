import { canonicalJson } from './canonical-json.ts'
import type { Host } from '../host.ts'
import { put } from '../record/put.ts'
import type { CompiledStep } from './transformer.ts'

/** Puts the keyed hash of its canonical JSON in a value's place. Null and absent stay what they are. */
export function hash(names: string[], host: Host): CompiledStep {
  return {
    changes: names,
    transform(row) {
      for (const name of names) {
        if (!Object.hasOwn(row, name) || row[name] === null) continue
        put(row, name, host.keyedHash(canonicalJson(row[name])))
      }
      return row
    },
  }
}
