import { ProblemError, type DataType } from '@syndicate/contracts'
import { fromBase64 } from '../decode/base64.ts'
import { isNothing, textOf } from './payload-value.ts'

const encoder = new TextEncoder()

/**
 * The payload of a start request as the bytes of its format. JSON and TELEMETRY: a value, as it was sent, or text that holds
 * one. YAML: text. BINARY: base64. Throws `empty-input`, and `malformed-body` when the payload is not of its kind.
 * @param payload the JSON of it, byte for byte
 */
export function payloadBytes(dataType: DataType, payload: Uint8Array | undefined): Uint8Array {
  if (payload === undefined || isNothing(payload)) throw new ProblemError('empty-input', 'There is no payload')
  const text = textOf(payload)
  const bytes = dataType === 'BINARY' ? binaryBytes(text) : textBytes(dataType, payload, text)
  if (bytes.length === 0) throw new ProblemError('empty-input', 'The payload is empty')
  return bytes
}

function textBytes(dataType: DataType, payload: Uint8Array, text: string | undefined): Uint8Array {
  if (text !== undefined) return encoder.encode(text.trim() === '' ? '' : text)
  if (dataType === 'YAML') throw new ProblemError('malformed-body', 'A YAML payload must be text')
  return payload
}

function binaryBytes(text: string | undefined): Uint8Array {
  const bytes = text === undefined ? null : fromBase64(text)
  if (!bytes) throw new ProblemError('malformed-body', 'A BINARY payload must be base64')
  return bytes
}
