import { createRowFinder } from '../csv/create-row-finder.ts'
import { rfc4180 } from '../csv/dialect.ts'
import type { SliceHeader } from './slice.ts'

const lineFeed = 10

/** Where each record of a slice's body ends: the offset behind its last byte, whatever separates it included. */
export function recordEnds({ encoding, csv }: Pick<SliceHeader, 'encoding' | 'csv'>, body: Uint8Array): number[] {
  switch (encoding) {
    case 'ndjson':
      return ends(body, (at) => body.indexOf(lineFeed, at) + 1)
    case 'csv': {
      const rows = createRowFinder(csv?.dialect ?? rfc4180)
      return ends(body, (at) => rows.end(body, at) + 1)
    }
    case 'msgpack':
    case 'cbor': {
      const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
      return ends(body, (at) => at + 4 + view.getUint32(at))
    }
  }
}

function ends(body: Uint8Array, endOf: (at: number) => number): number[] {
  const found: number[] = []
  for (let at = 0; at < body.length; found.push(at)) {
    const end = endOf(at)
    if (end <= at || end > body.length) throw new Error('Damaged slice: it does not end with a whole record')
    at = end
  }
  return found
}
