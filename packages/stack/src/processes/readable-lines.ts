/** Log lines as a person wants them in a message: pino's JSON as its message, and no stack frames. */
export function readableLines(log: string): string {
  return log
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .map(readable)
    .join('\n')
}

function readable(line: string): string {
  if (!line.startsWith('{"')) return line
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } }
    return [msg, err?.message].filter((part, index, parts) => part && parts.indexOf(part) === index).join(': ') || line
  } catch {
    return line
  }
}
