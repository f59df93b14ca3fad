import type { Format } from '@syndicate/contracts'
import { containerOf } from '../look/container-of.ts'
import { likeJson } from '../look/likely-format.ts'

/** How many bytes tell what format a file has. */
const beginningBytes = 16 * 1024
/** Of its lines, so many tell whether it is YAML. */
const mostLines = 20

export interface FoundFormat {
  format: Format
  evidence: string
}

/** The format of a file: what it looks like counts, and its name where that does not tell. */
export function findFormat(head: Uint8Array, fileName = ''): FoundFormat {
  const ending = /\.(msgpack|mpk|cbor|ya?ml)(\.(gz|zst|br))?$/i.exec(fileName)?.[1]?.toLowerCase()
  const text = textOf(head.subarray(0, beginningBytes))
  // Whatever is said of a container, or of UTF-32, looking at it refuses it.
  if (containerOf(head) || (text === undefined && head[0] === 0xff && head[1] === 0xfe))
    return { format: 'csv', evidence: 'It is none of the formats' }
  if (text === undefined) {
    if (ending === 'cbor') return { format: 'cbor', evidence: 'It is no text, and its name ends as CBOR does' }
    if (ending === 'msgpack' || ending === 'mpk')
      return { format: 'msgpack', evidence: 'It is no text, and its name ends as MessagePack does' }
    return { format: 'binary', evidence: 'It is no text: its first bytes tell MessagePack from CBOR' }
  }
  const start = text.trimStart()
  const json = likeJson(start, head.length > beginningBytes)
  if (json === 'NDJSON') return { format: 'ndjson', evidence: 'Each line is a JSON value' }
  if (json === 'JSON') return { format: 'json', evidence: `It begins as JSON does, with ${start[0]}` }
  if (ending === 'yml' || ending === 'yaml') return { format: 'yaml', evidence: 'Its name ends as YAML does' }
  if (isYaml(start)) return { format: 'yaml', evidence: 'Its lines are names and values, as in YAML' }
  return { format: 'csv', evidence: 'Lines of text' }
}

/** Undefined where it is none; UTF-16 is, also without its mark. */
function textOf(bytes: Uint8Array): string | undefined {
  const zeros = [0, 0]
  const pairs = Math.min(500, bytes.length >> 1)
  for (let i = 0; i < pairs * 2; i++) if (bytes[i] === 0) zeros[i & 1]!++
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || zeros[1]! > pairs * 0.6
  const isWideBig = (bytes[0] === 0xfe && bytes[1] === 0xff) || zeros[0]! > pairs * 0.6
  const encoding = isWide ? 'utf-16le' : isWideBig ? 'utf-16be' : isUtf8(bytes) ? 'utf-8' : 'windows-1252'
  const text = new TextDecoder(encoding).decode(bytes)
  // eslint-disable-next-line no-control-regex -- what stands in no text, but for signs that some put between cells
  const isText = !/[\0\x02-\x08\x0e-\x1a\x1c-\x1e\x7f]/.test(text)
  // A value of MessagePack or CBOR that is a map or a list begins so, and no text that is not UTF-8 is likely to.
  const first = bytes[0] ?? 0
  const mayBeValue = encoding === 'windows-1252' && ((first >= 0x80 && first < 0xc0) || (first >= 0xdc && first < 0xe0))
  return isText && !mayBeValue ? text : undefined
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function isYaml(start: string): boolean {
  if (/^(%YAML|---\s*$)/m.test(start.slice(0, 200)) && /^(%YAML|---)/.test(start)) return true
  const lines = start
    .split(/\r?\n/, mostLines)
    .slice(0, -1)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return (
    lines.length > 1 &&
    lines.every((line) => /^\s*(- )*[\w."'-]+:(\s|$)|^\s*- \S|^---/.test(line)) &&
    lines.some((line) => line.includes(':'))
  )
}
