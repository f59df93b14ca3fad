import { ProblemError } from '@syndicate/contracts'
import { skipSpace } from './scan-json.ts'
import { closeBracket, openBracket, quote } from '../record/json-bytes.ts'

const letterN = 110

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Whether a JSON value is null, or a list without anything in it. */
export function isNothing(value: Uint8Array): boolean {
  return value[0] === letterN || (value[0] === openBracket && value[skipSpace(value, 1)] === closeBracket)
}

/**
 * What a JSON string says; undefined for another value.
 * @throws ProblemError malformed-body for one that is no text in Unicode: half of a pair of surrogates has no bytes
 */
export function textOf(value: Uint8Array): string | undefined {
  if (value[0] !== quote) return undefined
  const text = JSON.parse(decoder.decode(value)) as string
  if (!text.isWellFormed()) throw new ProblemError('malformed-body', 'The payload holds half of a surrogate pair')
  return text
}
