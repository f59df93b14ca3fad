const canonical = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/**
 * Whether a text is certainly a time as `toISOString` writes it. Most times are, and this takes a tenth of a real
 * parser's time. The last days of a month depend on the month: for them the answer is false, and a parser decides.
 */
export function isCanonicalTime(text: string): boolean {
  return canonical.test(text)
}
