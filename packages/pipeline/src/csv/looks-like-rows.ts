const decoder = new TextDecoder()

/** A cell that spans so many lines, each of which could be a row, is taken for rows. */
const leastLines = 3

/**
 * Whether the lines of a row that spans several look like rows of their own, so that a quote in the first of them was
 * likely never closed. Prose does not: it has a blank behind a comma, and not as many in every line.
 * @param isWhole whether the last line is all there
 */
export function looksLikeRows(
  row: Uint8Array,
  { delimiter, columns, isWhole }: { delimiter: string; columns: number; isWhole: boolean },
): boolean {
  if (columns < 2) return false
  const lines = decoder.decode(row).split('\n')
  if (!isWhole) lines.pop()
  const looksLikeRow = (line: string) =>
    line.split(delimiter).length === columns && !line.includes(`${delimiter} `) && !line.includes(` ${delimiter}`)
  if (lines.length < 2 || !lines.every(looksLikeRow)) return false
  return lines.length >= leastLines || areNumbered(lines, delimiter)
}

function areNumbered(lines: string[], delimiter: string): boolean {
  const [first, second] = lines.map((line) => /^\d{1,15}$/.exec(line.split(delimiter, 1)[0]!)?.[0])
  return first !== undefined && second !== undefined && Number(second) === Number(first) + 1
}
