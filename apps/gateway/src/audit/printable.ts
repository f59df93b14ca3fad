/** Text from outside as it may be kept and shown in one line: of bounded length, without control characters. */
export function printable(text: string | null | undefined, maxLength: number): string | null {
  if (text === null || text === undefined || text === '') return null
  return text.slice(0, maxLength).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}')
}
