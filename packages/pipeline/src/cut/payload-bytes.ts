import { ProblemError, type DataType } from '@syndicate/contracts'
import { fromBase64 } from '../decode/base64.ts'

const encoder = new TextEncoder()

/**
 * The payload of a start request as the bytes of its format. JSON and TELEMETRY: a value, or text, which goes on as it is.
 * YAML: text. BINARY: base64. Throws `empty-input`, and `malformed-body` when the payload is not of its kind.
 */
export function payloadBytes(dataType: DataType, payload: unknown): Uint8Array {
  if (payload === undefined || payload === null) throw new ProblemError('empty-input', 'There is no payload')
  const bytes = dataType === 'BINARY' ? binaryBytes(payload) : textBytes(dataType, payload)
  if (bytes.length === 0) throw new ProblemError('empty-input', 'The payload is empty')
  return bytes
}

function textBytes(dataType: DataType, payload: unknown): Uint8Array {
  if (typeof payload === 'string') return encoder.encode(payload.trim() === '' ? '' : payload)
  if (dataType === 'YAML') throw new ProblemError('malformed-body', 'A YAML payload must be text')
  try {
    return encoder.encode(Array.isArray(payload) && payload.length === 0 ? '' : JSON.stringify(payload))
  } catch (error) {
    throw new ProblemError('malformed-body', 'The payload is nested too deeply', { cause: error })
  }
}

function binaryBytes(payload: unknown): Uint8Array {
  const bytes = typeof payload === 'string' ? fromBase64(payload) : null
  if (!bytes) throw new ProblemError('malformed-body', 'A BINARY payload must be base64')
  return bytes
}
