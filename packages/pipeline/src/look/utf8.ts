/** How the bytes beyond ASCII of a text stand to UTF-8. */
export interface Utf8Findings {
  /** Characters of more than one byte. */
  characters: number
  /** Lines in which it is no UTF-8. */
  faults: number
  /** Offset of the first of them; -1 when there is none. */
  firstFault: number
}

const lineFeed = 0x0a
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @param isCut whether more comes behind it: then a character may be cut through at the end */
export function inspectUtf8(bytes: Uint8Array, isCut: boolean): Utf8Findings {
  const findings = { characters: 0, faults: 0, firstFault: -1 }
  let isFaulty = false
  for (let i = 0; i < bytes.length;) {
    if (bytes[i]! < 0x80) {
      if (bytes[i++] === lineFeed) isFaulty = false
      continue
    }
    const length = lengthOf(bytes[i]!)
    if (isCut && length > bytes.length - i) return findings
    if (isCharacter(bytes.subarray(i, i + length), length)) {
      findings.characters++
      i += length
      continue
    }
    if (findings.firstFault < 0) findings.firstFault = i
    if (!isFaulty) findings.faults++
    isFaulty = true
    i++
  }
  return findings
}

/** By its first byte; 1 where that begins none. */
function lengthOf(byte: number): number {
  if (byte >= 0xc2 && byte < 0xe0) return 2
  if (byte >= 0xe0 && byte < 0xf0) return 3
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 1
}

function isCharacter(bytes: Uint8Array, length: number): boolean {
  if (length === 1) return false
  try {
    return decoder.decode(bytes).length > 0
  } catch {
    return false
  }
}
