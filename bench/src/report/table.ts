/** Lines with aligned columns: the first column to the left, figures to the right. The first row is the heading. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => {
    const cells = widths.map((width, column) => {
      const text = row[column] ?? ''
      return column === 0 ? text.padEnd(width) : text.padStart(width)
    })
    return `  ${cells.join('  ')}`.trimEnd()
  })
}
