import type { Format } from '@syndicate/contracts'
import { secondValueAt } from '../decode/parse-json.ts'

/** Two lists of plain values, in an array or one after the other. */
const rowsAsLists = /^(\[\s*)?\[\s*(?=["\d\-tfn])(?:[^[\]{}"]|"(?:[^"\\]|\\.)*")*\]\s*(?:,\s*)?\[\s*["\d\-tfn]/

/**
 * What a text is that is not what it is said to be; undefined when it may be. Only what is certain counts: one record that
 * cannot be read is for the reader of records to refuse.
 * @param isCut whether the text goes on behind what is here
 */
export function unlikeFormat(text: string, format: Format, isCut: boolean): string | undefined {
  const start = text.trimStart()
  if (/^<(!doctype html|html)\b/i.test(start)) return 'This is an HTML page, perhaps an error that was saved as a file'
  if (/^<(\?xml|[a-z][\w:.-]*[\s/>])/i.test(start) && format !== 'yaml') return 'This is XML'
  const json = likeJson(start, isCut)
  if (format === 'csv' && json) return `This looks like ${json}; say format=${json.toLowerCase()}`
  if (format === 'ndjson' && (/^[[{]\s*\r?\n\s*["{]/.test(start) || isOneList(start)))
    return 'This looks like JSON; say format=json'
  if (format === 'ndjson' && /^[^\n]*\}[ \t]*\r[ \t\r]*\{[^\n]*$/.test(start))
    return 'Its lines end with returns alone; say format=json, which reads values however the lines fall'
  if ((format === 'json' || format === 'ndjson') && !json && isTable(start))
    return 'This looks like CSV; say format=csv'
  const rows = format === 'json' || format === 'ndjson' ? rowsAsLists.exec(start) : null
  if (rows)
    return `Rows as lists: does the first one name the fields? Send objects, or a CSV, as jq -r '${rows[1] ? '.[] | ' : ''}@csv' makes it`
  return undefined
}

/**
 * Where a text may have lost its line ends on the way, as `curl -d @file` takes them away. That curl sends a form's media type,
 * as it does with --data-binary.
 */
export function joinedLines(text: string, format: Format, mediaType = ''): string | undefined {
  if (!/^\s*application\/x-www-form-urlencoded/i.test(mediaType) || /[\r\n]/.test(text)) return undefined
  if (format === 'csv')
    return 'All of it is one line, as curl -d makes it; send it with --data-binary, and with its media type where it is but a header'
  const next = format === 'ndjson' ? secondValueAt(text) : undefined
  return next === undefined
    ? undefined
    : `Another value begins at byte ${new TextEncoder().encode(text.slice(0, next)).length} of line 1; sent with curl -d? Use --data-binary`
}

/** Text where binary values should be. */
export function isText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- what no text has in it
  return text.length > 1 && !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)
}

export function likeJson(start: string, isCut: boolean): 'JSON' | 'NDJSON' | undefined {
  if (!/^[[{]/.test(start)) return undefined
  const [line, more] = start.split(/\r?\n/, 2) as [string, string?]
  if (isJson(line)) return line.startsWith('{') && more ? 'NDJSON' : 'JSON'
  if (!isCut && isJson(start)) return 'JSON'
  return /^(\[\s*)?\{\s*("[^"\n]*"\s*:|\})/.test(start) ? 'JSON' : undefined
}

/** A list of objects in a single line. */
function isOneList(start: string): boolean {
  return /^\[\s*\{/.test(start) && !start.trimEnd().includes('\n')
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** Lines with as many separators each, and none that looks like JSON. */
function isTable(start: string): boolean {
  const lines = start.split(/\r\n|\n|\r/).filter((line) => line !== '')
  if (lines.some((line) => /^\s*[[{"]/.test(line) && /[\]}",]\s*$/.test(line) && line.includes(':'))) return false
  const [header = ''] = lines
  if (lines.length < 2) return false
  return [',', ';', '\t', '|'].some((sign) => {
    const count = header.split(sign).length
    return (
      count > 1 &&
      /^[\p{L}_"'#]/u.test(header) &&
      lines.slice(1, 5).every((line) => line.split(sign).length >= count - 1)
    )
  })
}
