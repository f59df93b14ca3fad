import { maxShownChars, type QuarantinedRecord } from '@syndicate/contracts'

/** A record as it is kept. */
export type KeptRecord = Omit<QuarantinedRecord, 'bytes' | 'truncated'>

/** A record with its texts in full, where somebody asks for this one. */
export function wholeRecord(kept: KeptRecord): QuarantinedRecord {
  return { ...kept, bytes: bytesOf(kept), truncated: false }
}

/** A record as it is listed: long texts have their beginnings alone. */
export function listedRecord(kept: KeptRecord): QuarantinedRecord {
  const { original, record, reason, field } = kept
  const isLong = [original, record, reason, field].some((text) => text !== null && text.length > maxShownChars)
  if (!isLong) return wholeRecord(kept)
  return {
    ...kept,
    original: cut(original),
    record: record && cut(record),
    reason: cut(reason),
    field: field && cut(field),
    bytes: bytesOf(kept),
    truncated: true,
  }
}

/** A copy: a piece of a text keeps all of it in memory. Base64 ends with a whole group. */
function cut(text: string): string {
  return text.length > maxShownChars ? Buffer.from(text.slice(0, maxShownChars)).toString() : text
}

function bytesOf({ original, record }: KeptRecord): number {
  return Buffer.byteLength(original) + Buffer.byteLength(record ?? '')
}
