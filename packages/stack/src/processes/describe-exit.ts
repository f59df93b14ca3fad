import type { ProcessExit } from './start-process.ts'
import { readableLines } from './readable-lines.ts'

/** What happened to a process, in words, with the end of its log. */
export function describeExit(exit: ProcessExit): string {
  const how = exit.signal ?? (exit.code === null ? 'no status' : `status ${exit.code}`)
  const lines = readableLines(exit.lastLines)
  return `${exit.name} ended with ${how}.${lines ? ` Its last lines:\n${lines.replaceAll(/^/gm, '    ')}` : ''}`
}
