import { toBase64 } from './base64.ts'
import type { Original } from './records.ts'

/** A record's text, or its bytes when they are not valid UTF-8. */
export type Text = string | Uint8Array

/** Why a record of text is refused whose bytes are not valid UTF-8. */
export const notUtf8 =
  'Not valid UTF-8; if all of the input is in another encoding, say which, as in encoding=windows-1252'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A body's text, or null when it is not valid UTF-8. */
export function decodeWhole(body: Uint8Array): string | null {
  try {
    return strict.decode(body)
  } catch {
    return null
  }
}

/**
 * Decodes a body and splits it. Only when it is not valid UTF-8 is each record decoded by itself, so that no byte is
 * replaced in silence and only the wrong records are refused.
 * @param split must depend on ASCII characters only
 */
export function decodeText(body: Uint8Array, split: (text: string) => string[]): Text[] {
  const text = decodeWhole(body)
  return text === null ? decodeApart(body, split) : split(text)
}

/** The same for a body that is known not to be valid. */
export function decodeApart(body: Uint8Array, split: (text: string) => string[]): Text[] {
  return split(bytesAsChars(body)).map((chars) => {
    const bytes = charsAsBytes(chars)
    return decodeWhole(bytes) ?? bytes
  })
}

export function originalOf(text: Text): Original {
  if (typeof text === 'string') return { original: text, encoding: 'text' }
  return { original: toBase64(text), encoding: 'base64' }
}

function bytesAsChars(bytes: Uint8Array): string {
  let chars = ''
  for (let i = 0; i < bytes.length; i += 4096) chars += String.fromCharCode(...bytes.subarray(i, i + 4096))
  return chars
}

function charsAsBytes(chars: string): Uint8Array {
  return Uint8Array.from(chars, (char) => char.charCodeAt(0))
}
