import { canonicalJson } from '../canonical-json.ts'
import type { Engine } from '../engine.ts'
import { put } from '../put.ts'
import type { Transformer } from './transformer.ts'

/** Puts the keyed hash of its canonical JSON in a value's place. Null and absent stay what they are. */
export function hash(names: string[], engine: Engine): Transformer {
  return (row) => {
    for (const name of names) {
      if (!Object.hasOwn(row, name) || row[name] === null) continue
      put(row, name, engine.keyedHash(canonicalJson(row[name])))
    }
    return row
  }
}
