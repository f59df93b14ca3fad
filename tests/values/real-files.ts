import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

/** Tables that people published elsewhere, as they are. */
export interface RealFile {
  name: string
  format: 'csv' | 'json'
  bytes: Buffer
}

const folders = ['vega-datasets/data', '@observablehq/sample-datasets'].map((path) =>
  join(import.meta.dirname, '../node_modules', path),
)
/** YAML of a larger one takes seconds. */
const maxBytes = 70_000
const formats: Record<string, RealFile['format']> = { '.csv': 'csv', '.tsv': 'csv', '.json': 'json' }

/** Every file of tables, or of a list of objects, in the packages of data. */
export function realFiles(): RealFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name)
      const format = formats[extname(name)]
      if (!format || statSync(path).size > maxBytes) return []
      const bytes = readFileSync(path)
      return format === 'json' && !isListOfObjects(bytes) ? [] : [{ name, format, bytes }]
    }),
  )
}

function isListOfObjects(bytes: Buffer): boolean {
  const value: unknown = JSON.parse(bytes.toString())
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && !Array.isArray(item))
}
