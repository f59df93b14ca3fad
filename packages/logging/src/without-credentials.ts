/** With bounds: nobody's text, however long, is searched more than once over. A line is JSON, which escapes quotes. */
const credentials = /(:\/\/[^\s:@/"\\]{0,256}):(?:[^\s"\\]|\\["\\/u]){0,512}@/g

/** A text with the password of every URL blanked, letters in it that do not belong in a URL too. */
export function withoutCredentials(text: string): string {
  return text.includes('://') ? text.replace(credentials, '$1:[redacted]@') : text
}
