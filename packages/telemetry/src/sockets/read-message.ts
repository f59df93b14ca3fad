import { ClientMessage, ProblemError } from '@syndicate/contracts'
import { isTooDeep } from '@syndicate/pipeline'
import { Compile } from 'typebox/compile'

const shape = Compile(ClientMessage)

/**
 * A text frame as a message of the contract.
 * @throws ProblemError malformed-body, validation-failed
 */
export function readMessage(text: string): ClientMessage {
  if (isTooDeep(text)) throw new ProblemError('malformed-body', 'The message is nested too deeply')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ProblemError('malformed-body', 'The message is not JSON', { cause })
  }
  if (shape.Check(value)) return value
  throw new ProblemError('validation-failed', complaint(value))
}

/** The first thing wrong, for the message type that was meant. */
function complaint(value: unknown): string {
  const type = (value as { type?: unknown } | null)?.type
  const meant = ClientMessage.anyOf.find((each) => each.properties.type.const === type)
  if (!meant) return `type must be one of ${ClientMessage.anyOf.map((each) => each.properties.type.const).join(', ')}`
  const [first] = Compile(meant).Errors(value)
  return first
    ? `${first.instancePath || 'the message'} ${first.message}`
    : 'The message is not as the protocol wants it'
}
