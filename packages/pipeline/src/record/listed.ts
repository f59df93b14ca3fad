import { mostTextBytes, shortText } from '@syndicate/contracts'

/** Of UTF-8, for each unit of a string. */
const mostUnitBytes = 3
/** Room for `; and 100000 more`. */
const moreBytes = 24
const encoder = new TextEncoder()

/** Findings as one reason: as many of them as a reason has room for, and how many more there are. @param more beside these */
export function listed(texts: string[], more = 0): string {
  const [first = '', ...others] = texts
  if (others.length + more === 0) return first
  const whole = more === 0 ? texts.join('; ') : `${texts.join('; ')}; and ${more} more`
  if (whole.length * mostUnitBytes <= mostTextBytes) return whole
  let reason = shortText(first, mostTextBytes - moreBytes)
  let bytes = encoder.encode(reason).length
  for (const [index, text] of others.entries()) {
    bytes += encoder.encode(text).length + 2
    if (bytes > mostTextBytes - moreBytes) return `${reason}; and ${others.length - index + more} more`
    reason += `; ${text}`
  }
  return more === 0 ? reason : `${reason}; and ${more} more`
}
