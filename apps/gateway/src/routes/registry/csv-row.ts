/** One row by RFC 4180. Nested values are written as JSON, null and absent ones as nothing. */
export function csvRow(values: readonly unknown[]): string {
  return `${values.map(csvField).join(',')}\r\n`
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const harmless = beginsAFormula(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Spreadsheets run such text as a formula when they open the file. */
function beginsAFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text)
}
