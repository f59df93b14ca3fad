import { openBrace } from '../record/json-bytes.ts'
const lineFeed = '\n'
/** Replaced in less time than a text would be. */
const everyLineFeed = /\n/g

/**
 * The values of lines that are an object each, parsed at once; null when they have to be looked at one by one, which may
 * then find all of them right.
 *
 * Broken lines cannot make up whole ones between them: no text goes on beyond a line feed, so the comma put before it
 * separates; the next line's brace, behind a comma, is within no object; and without a `[` there is no list but ours
 * for it to be in. So every line begins a value, and as many values as lines are one each.
 * @param text lines, each with its line feed
 */
export function parseTogether(text: string): Record<string, unknown>[] | null {
  const lines = countObjects(text)
  if (lines === null) return null
  try {
    const list = text.slice(0, -1).replace(everyLineFeed, `,${lineFeed}`)
    const values = JSON.parse(`[${list}]`) as Record<string, unknown>[]
    return values.length === lines ? values : null
  } catch {
    return null
  }
}

/** How many lines there are, or null when one does not begin an object, or a list may be about. */
function countObjects(text: string): number | null {
  if (text.includes('[')) return null
  let lines = 0
  for (let at = 0; at < text.length; lines++) {
    if (text.charCodeAt(at) !== openBrace) return null
    const end = text.indexOf(lineFeed, at)
    if (end < 0) return null
    at = end + 1
  }
  return lines
}
