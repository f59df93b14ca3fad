/** What a terminal would obey instead of show: control characters, and those that turn the direction of text. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Text from elsewhere on one line, harmless to a terminal. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
