/** More than any name in a JSON Pointer of ours, which has 500 characters at most, however it is escaped. */
export const mostNameBytes = 6 * 500 + 1

/** The name of a field, of its bytes between the quotes; undefined when they are no JSON. */
export function nameOf(bytes: number[]): string | undefined {
  try {
    return JSON.parse(`"${new TextDecoder().decode(Uint8Array.from(bytes))}"`) as string
  } catch {
    return undefined
  }
}
