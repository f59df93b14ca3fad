const mostChars = 63
/** What a file was packed as and what it is; no part of its name. */
const endings = /(\.(csv|tsv|tab|psv|txt|json|ndjson|jsonl|geojson|ya?ml|msgpack|mpk|cbor|bin|gz|zst|br))+$/i

/** What a dataset may be called, after its file: `Sales 2026.csv` gives `sales-2026`. */
export function datasetName(fileName = ''): string {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
  const plain = base
    .slice(0, 4 * mostChars)
    .replace(endings, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, mostChars)
    .replace(/[-_]+$/, '')
  return plain || 'dataset'
}
