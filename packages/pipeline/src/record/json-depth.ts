import { maxDepth } from './max-depth.ts'
import { backslash, quote } from './json-bytes.ts'

/** A record within a list within a request: what is nested deeper would be refused later, by something that recurses. */
const most = maxDepth + 2

/** Whether JSON nests deeper than a request may. Reads the text only, so that nothing can run out of stack over it. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at + 1)
        break
      case 0x5b:
      case 0x7b:
        depth += 1
        if (depth > most) return true
        break
      case 0x5d:
      case 0x7d:
        depth -= 1
    }
  }
  return false
}

/** Where the string that began before `from` is closed; the end of the text when it is not. */
export function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes += 1
    if (escapes % 2 === 0) return end
  }
  return text.length
}
