import type { SliceHeader } from '../slice/slice.ts'
import { binaryRecords } from './binary-records.ts'
import { csvRecords } from './csv-records.ts'
import { ndjsonRecords } from './ndjson-records.ts'
import type { Records } from './records.ts'

/** @param onBatch called before several records are decoded at once, so that none of them is in hand alone */
export function openRecords(header: SliceHeader, body: Uint8Array, onBatch?: () => void): Records {
  switch (header.encoding) {
    case 'ndjson':
      return ndjsonRecords(body, onBatch)
    case 'csv':
      return csvRecords(body, header)
    case 'msgpack':
    case 'cbor':
      return binaryRecords(body, header.encoding)
  }
}
