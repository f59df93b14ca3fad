import type { ProcessExit } from './start-process.ts'

/** What happened to a process, in words, with the end of its log. */
export function describeExit(exit: ProcessExit): string {
  const how = exit.signal ?? (exit.code === null ? 'no status' : `status ${exit.code}`)
  return `${exit.name} ended with ${how}.${exit.lastLines ? ` Its last lines:\n${exit.lastLines.replaceAll(/^/gm, '    ')}` : ''}`
}
