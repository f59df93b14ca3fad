import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import { newId, shortText, type Refusal, type RefusalCode, type Stage } from '@syndicate/contracts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }

/** What a frame holds at most: so much is cheap to take apart for one record. A larger record is alone in its frame. */
const most = { records: 2000, chars: 512 * 1024, groups: 100 }

/** So much is unpacked in less time than handing it to another thread takes. */
const smallBytes = 16 * 1024

/** What records of a frame have in common, and how many of them are still in it. */
export interface Group {
  stage: Stage
  code: RefusalCode
  field: string | null
  /** How many replays they had been through. */
  attempt: number
  /** Where the record can be read again: as it was decoded, as it came if its format is JSON or YAML, or nowhere. */
  source: 'record' | 'original' | null
  count: number
}

/** One line of a frame: a refusal, less what its group says. */
export interface Line {
  group: number
  position: number
  line?: number
  byte?: number
  reason: string
  original: string
  encoding: Refusal['encoding']
  record?: string
}

export interface PackedFrame {
  id: string
  data: Uint8Array
  records: number
  /** Of its lines, uncompressed. */
  bytes: number
  groups: Group[]
}

export class FrameDamaged extends Error {}

/**
 * Frames that hold these refusals, by position.
 * @param attempts how many replays the records at these positions had been through; 0 for others
 */
export async function packFrames(refused: Refusal[], attempts: ReadonlyMap<number, number>): Promise<PackedFrame[]> {
  const frames: PackedFrame[] = []
  let lines: string[] = []
  let chars = 0
  let groups: Group[] = []
  let indexes = new Map<string, number>()

  async function close(): Promise<void> {
    if (lines.length === 0) return
    const frame = { id: frameOf(newId()), records: lines.length, groups }
    const text = Buffer.from(lines.join('\n'))
    lines = []
    chars = 0
    groups = []
    indexes = new Map()
    frames.push({ ...frame, ...(await packText(text)) })
  }

  for (const refusal of refused.toSorted((a, b) => a.position - b.position)) {
    const isFull = lines.length === most.records || chars > most.chars || groups.length === most.groups
    if (isFull || chars + refusal.original.length > most.chars) await close()
    const kept = storable(refusal)
    const { stage, code, field, position, ...told } = kept
    const attempt = attempts.get(position) ?? 0
    const source = sourceOf(kept)
    const key = `${stage} ${code} ${attempt} ${source} ${field}`
    let group = indexes.get(key)
    if (group === undefined) {
      group = groups.push({ stage, code, field: field ?? null, attempt, source, count: 0 }) - 1
      indexes.set(key, group)
    }
    groups[group]!.count++
    const line = JSON.stringify({ group, position, ...told } satisfies Line)
    chars += line.length
    lines.push(line)
  }
  await close()
  return frames
}

async function packText(text: Buffer): Promise<Pick<PackedFrame, 'data' | 'bytes'>> {
  return { data: await compress(text, { params }), bytes: text.length }
}

/** Lines of a frame that was there, packed again. */
export function packLines(lines: readonly Line[]): Promise<Pick<PackedFrame, 'data' | 'bytes'>> {
  return packText(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')))
}

/** The lines of a frame, in order. Throws FrameDamaged. */
export async function unpackFrame(frame: Pick<PackedFrame, 'data' | 'records' | 'bytes'>): Promise<Line[]> {
  try {
    const options = { maxOutputLength: frame.bytes }
    const isSmall = frame.bytes <= smallBytes
    const text = isSmall ? zstdDecompressSync(frame.data, options) : await decompress(frame.data, options)
    const lines = text.toString().split('\n')
    if (lines.length === frame.records && text.length === frame.bytes)
      return lines.map((line) => JSON.parse(line) as Line)
  } catch (error) {
    throw new FrameDamaged('A frame of refused records is damaged', { cause: error })
  }
  throw new FrameDamaged('A frame of refused records is not as long as it should be')
}

/** A frame's id ends in four zeros, where a record's has its place in the frame. @returns the id of a record's frame */
export function frameOf(id: string): string {
  return `${id.slice(0, -4)}0000`
}

/** Behind the last record that a frame may hold. */
export function endOfFrame(id: string): string {
  return `${id.slice(0, -4)}ffff`
}

export function recordId(frame: string, index: number): string {
  return frame.slice(0, -4) + index.toString(16).padStart(4, '0')
}

export function indexOf(id: string): number {
  return Number.parseInt(id.slice(-4), 16)
}

function sourceOf({ record, encoding, position, code }: Refusal): Group['source'] {
  if (record !== undefined) return 'record'
  const isWhole = code !== 'malformed-record' && code !== 'record-too-large'
  return encoding === 'text' && position >= 0 && isWhole ? 'original' : null
}

/** PostgreSQL's text, where a record may go later, has no NUL: an original that holds one is kept in base64. */
function storable(refusal: Refusal): Refusal {
  const { original, field } = refusal
  const told = {
    ...refusal,
    reason: shortText(refusal.reason.replaceAll('\0', '\u2400')),
    ...(field !== undefined && { field: shortText(field.replaceAll('\0', '\u2400')) }),
  }
  if (!original.includes('\0')) return told
  return { ...told, original: Buffer.from(original).toString('base64'), encoding: 'base64' }
}
