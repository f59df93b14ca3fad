import type { Host } from '../host.ts'
import { Fault } from '../record/fault.ts'
import type { Row } from '../record/row.ts'
import { digestOrder } from './digest-order.ts'
import { contentAt, deletion, ownWords, writeWords } from './entry.ts'

/** The entries of a chunk in the making. Only one may be open at a time. */
export interface OpenKeys {
  /** A row as it is stored next. @returns why it has no key */
  row(row: Row, line: string): Fault | null
  /** A record that takes a row away. @returns why it has no key */
  deletion(row: Row): Fault | null
  /** Own entries, sorted. */
  close(): Uint8Array
}

const usualEntries = 16 * 1024
/** The same for every chunk: nothing of one is left when the next is opened. */
let usualRoom: Uint32Array<ArrayBuffer> | undefined

/** @param key names of fields, one at least */
export function openKeys(key: readonly string[], host: Pick<Host, 'digest'>): OpenKeys {
  let words = (usualRoom ??= new Uint32Array(usualEntries * ownWords))
  const values: unknown[] = key.map(() => null)
  let count = 0
  let rows = 0

  /** @returns where the entry is, or why there is none */
  function add(row: Row): number | Fault {
    for (let at = 0; at < key.length; at++) {
      const name = key[at]!
      const value = Object.hasOwn(row, name) ? row[name] : undefined
      if (!isKeyValue(value)) return keyMissing(name, value, row)
      values[at] = value
    }
    const at = count * ownWords
    if (at === words.length) words = enlarged(words)
    put(words, at, host.digest(JSON.stringify(values)), contentAt)
    words[at + 6] = count++
    return at
  }

  return {
    row(row, line) {
      const at = add(row)
      if (at instanceof Fault) return at
      put(words, at + contentAt, host.digest(line), 2)
      words[at + 7] = rows++
      return null
    },
    deletion(row) {
      const at = add(row)
      if (at instanceof Fault) return at
      words[at + contentAt] = words[at + contentAt + 1] = 0
      words[at + 7] = deletion
      return null
    },
    close: () => writeWords(words, ownWords, digestOrder(words, ownWords, count)),
  }
}

function isKeyValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

function keyMissing(name: string, value: unknown, row: Row): Fault {
  const is =
    value === undefined
      ? 'is missing'
      : value === null
        ? 'is null'
        : `is ${Array.isArray(value) ? 'a list' : 'an object'}`
  return new Fault('key-missing', `${name} ${is}, and it is part of the key`, name, row)
}

/** The beginning of a digest, so many words of it. */
function put(words: Uint32Array, at: number, digest: string, count: number): void {
  for (let word = 0; word < count; word++) {
    const from = word * 4
    words[at + word] =
      (digest.charCodeAt(from) << 24) |
      (digest.charCodeAt(from + 1) << 16) |
      (digest.charCodeAt(from + 2) << 8) |
      digest.charCodeAt(from + 3)
  }
}

function enlarged(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * words.length)
  larger.set(words)
  return larger
}
