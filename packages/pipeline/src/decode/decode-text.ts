import { toBase64 } from './base64.ts'
import type { Original } from './records.ts'

/** A record's text, or its bytes when they are not valid UTF-8. */
export type Text = string | Uint8Array

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes a body at once and splits it. Only when it is not valid UTF-8 is each record decoded by itself, so that no
 * byte is replaced in silence and only the wrong records are refused.
 * @param split must depend on ASCII characters only
 */
export function decodeText(body: Uint8Array, split: (text: string) => string[]): Text[] {
  const text = tryDecode(body)
  if (typeof text === 'string') return split(text)
  return split(bytesAsChars(body)).map((chars) => tryDecode(charsAsBytes(chars)))
}

export function originalOf(text: Text): Original {
  if (typeof text === 'string') return { original: text, encoding: 'text' }
  return { original: toBase64(text), encoding: 'base64' }
}

function tryDecode(bytes: Uint8Array): Text {
  try {
    return strict.decode(bytes)
  } catch {
    return bytes
  }
}

function bytesAsChars(bytes: Uint8Array): string {
  let chars = ''
  for (let i = 0; i < bytes.length; i += 4096) chars += String.fromCharCode(...bytes.subarray(i, i + 4096))
  return chars
}

function charsAsBytes(chars: string): Uint8Array {
  return Uint8Array.from(chars, (char) => char.charCodeAt(0))
}
