import { readFileSync } from 'node:fs'

/** What a document asks its reader to do. */
export interface Guide {
  /** Its commands, block after block, as one script. */
  script: string
  /** Files it shows, by name. */
  files: Record<string, string>
}

const fence = /^```(\w*)[^\n]*\n(.*?)^```$/gms

/**
 * The commands of a document: its blocks marked `sh`. One marked otherwise is not run; where its first line is a comment with
 * the name of a file, it is that file.
 */
export function readBlocks(path: string): Guide {
  const text = readFileSync(path, 'utf8')
  const files: Record<string, string> = {}
  let script = ''
  for (const { index, 1: language, 2: body = '' } of text.matchAll(fence)) {
    const line = text.slice(0, index).split('\n').length
    const named = /^# ([\w.-]+\.\w+)\b/.exec(body)?.[1]
    if (language === 'sh') script += `echo '── line ${line}' >&2\n${body}\n`
    else if (named !== undefined) files[named] = body
  }
  return { script, files }
}
