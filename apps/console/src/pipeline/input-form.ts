import type { Format } from '@syndicate/contracts'

export const binaryFormats: Format[] = ['binary', 'msgpack', 'cbor']

const byExtension: Record<string, Format> = {
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  yaml: 'yaml',
  yml: 'yaml',
  msgpack: 'msgpack',
  mpk: 'msgpack',
  cbor: 'cbor',
}
const encodings = { gz: 'gzip', br: 'br', zst: 'zstd' } as const

/** What a file is by its name; of `readings.csv.gz`, csv. */
export function formatOf(name: string): Format | undefined {
  const extensions = name.toLowerCase().split('.').slice(1)
  const last = extensions.at(-1) ?? ''
  return byExtension[(last in encodings ? extensions.at(-2) : last) ?? '']
}

/** How a file is compressed, by its name. */
export function encodingOf(name: string): (typeof encodings)[keyof typeof encodings] | undefined {
  const extension = name.toLowerCase().split('.').at(-1) ?? ''
  return Object.hasOwn(encodings, extension) ? encodings[extension as keyof typeof encodings] : undefined
}

/** What was pasted, as it is sent. @throws Error when it should be base64 and is not */
export function bytesOf(text: string, format: Format): string | Uint8Array<ArrayBuffer> {
  if (!binaryFormats.includes(format)) return text
  return Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0))
}
