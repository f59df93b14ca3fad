/** What `records` takes. */
const mostChars = 500

/** Tokens as a JSON Pointer (RFC 6901); undefined where nobody could send it. */
export function pointerOf(tokens: readonly string[]): string | undefined {
  const pointer = tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return pointer.length <= mostChars ? pointer : undefined
}

/** The tokens of a JSON Pointer that is not empty. */
export function tokensOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}
