/** Most bytes of a text that says what is wrong: the detail of a problem, the reason of a refusal. */
export const mostTextBytes = 1000

const encoder = new TextEncoder()
const ellipsis = '…'
const ellipsisBytes = 3
/** Of UTF-8, for each unit of a string. */
const mostUnitBytes = 3

/** The text, or its beginning and an ellipsis: at most so many bytes of UTF-8, and no character in pieces. */
export function shortText(text: string, mostBytes = mostTextBytes): string {
  if (text.length * mostUnitBytes <= mostBytes) return text
  const room = new Uint8Array(mostBytes)
  if (encoder.encodeInto(text, room).read === text.length) return text
  const { read } = encoder.encodeInto(text, room.subarray(0, mostBytes - ellipsisBytes))
  return text.slice(0, read) + ellipsis
}
