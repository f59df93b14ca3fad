const placeholder =
  /change.?me|replace.?me|placeholder|your.?(jwt.?)?secret|super.?secret|my.?secret|not.?so.?secret|password|example|default|development|insecure|known.to.everyone|todo/i

/**
 * Says what is wrong with a signing secret, or undefined when nothing is. It cannot measure randomness, only catch
 * what people paste when they are in a hurry.
 */
export function weaknessOf(secret: string): string | undefined {
  const bytes = Buffer.byteLength(secret)
  if (bytes < 32) return `${bytes} bytes`
  if (placeholder.test(secret)) return 'a placeholder'
  if (new Set(secret).size < 10) return `a text of ${new Set(secret).size} different characters`
  if (period(secret) <= secret.length / 2) return 'a text that repeats itself'
  if (neighbours(secret) > secret.length / 2) return 'a sequence of neighbouring characters'
  return undefined
}

/** The length of the shortest piece that makes the text when repeated. */
function period(text: string): number {
  return (text + text).indexOf(text, 1)
}

function neighbours(text: string): number {
  let count = 0
  for (let index = 1; index < text.length; index++) {
    if (Math.abs(text.charCodeAt(index) - text.charCodeAt(index - 1)) === 1) count++
  }
  return count
}
