/** White space and line ends of ECMA-262, as RE2 writes them in a class, and all else. RE2's own `\s` knows those of ASCII alone. */
const space = String.raw`\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`
const noSpace = String.raw`\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`
const anything = String.raw`\x{0}-\x{10ffff}`
const inClass = new Map([
  [String.raw`\s`, space],
  [String.raw`\S`, noSpace],
])
const outside = new Map([
  [String.raw`\s`, `[${space}]`],
  [String.raw`\S`, `[${noSpace}]`],
  ['.', String.raw`[^\n\r\x{2028}\x{2029}]`],
  ['[]', `[^${anything}]`],
  ['[^]', `[${anything}]`],
])
const token = /\\[^]|\[\^?\]?|[^]/gu

/** A pattern in the syntax of ECMA-262, which JSON Schema means, for RE2. What only RE2 knows stays what it is there. */
export function re2OfEcma(pattern: string): string {
  let isInClass = false
  return pattern.replace(token, (text) => {
    if (isInClass) {
      if (text.endsWith(']') && !text.startsWith('\\')) isInClass = false
      // Here a bracket is one character of the class, where RE2 may see `[:alpha:]`.
      return text.startsWith('[') ? `\\${text}` : (inClass.get(text) ?? text)
    }
    if (text === '[' || text === '[^') isInClass = true
    return outside.get(text) ?? text
  })
}
