import { messages, misfit } from './document.ts'

/** A message from the gateway that docs/asyncapi.json does not describe. @returns what is wrong with it, or null */
export function complaintAbout(message: unknown): string | null {
  const { type } = (message ?? {}) as { type?: string }
  const schema = type === undefined ? undefined : messages[type]
  return schema ? misfit(schema, message) : `${type} is no message of the protocol`
}
