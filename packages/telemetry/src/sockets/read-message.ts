import { isUtf8 } from 'node:buffer'
import { ClientMessage, ProblemError } from '@syndicate/contracts'
import { cutMember } from '@syndicate/pipeline'
import { Compile } from 'typebox/schema'

/** Of all but the payload: fifty topics, and as many numbers. */
const mostBytes = 16 * 1024
/** Of what is told about a message: it may repeat a name of the message. */
const mostDetail = 300

const shape = Compile(ClientMessage)
/** What each type of message looks like, to say what is wrong with one that was meant for it. */
const shapes = new Map<unknown, ReturnType<typeof compileOne>>(
  ClientMessage.anyOf.map((each) => [each.properties.type.const, compileOne(each)]),
)

export interface ReadMessage {
  /** Its payload is null, whatever it was. */
  message: ClientMessage
  /** JSON, as it was sent. */
  payload: Uint8Array | undefined
}

/**
 * A frame as a message of the contract. Nothing is made of its payload, so that reading it is as cheap as its bytes are.
 * @throws ProblemError malformed-body, validation-failed
 */
export function readMessage(bytes: Uint8Array): ReadMessage {
  if (!isUtf8(bytes)) throw new ProblemError('malformed-body', 'The message is not valid UTF-8')
  const { rest, value: payload } = cutMember(bytes, 'payload')
  if (rest.length > mostBytes)
    throw new ProblemError('validation-failed', `All but the payload may have at most ${mostBytes} bytes`)
  const message: unknown = JSON.parse(new TextDecoder().decode(rest))
  if (shape.Check(message)) return { message, payload }
  throw new ProblemError('validation-failed', complaint(message).slice(0, mostDetail))
}

/** The first thing wrong, for the message type that was meant. */
function complaint(value: unknown): string {
  const meant = shapes.get((value as { type?: unknown } | null)?.type)
  if (!meant) return `type must be one of ${[...shapes.keys()].join(', ')}`
  const [, [first]] = meant.Errors(value)
  return first
    ? `${first.instancePath || 'the message'} ${first.message}`
    : 'The message is not as the protocol wants it'
}

function compileOne(schema: (typeof ClientMessage.anyOf)[number]) {
  return Compile(schema)
}
