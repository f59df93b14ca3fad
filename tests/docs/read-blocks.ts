import { readFileSync } from 'node:fs'

/** What a document asks its reader to do. */
export interface Guide {
  /** Its commands, block after block, as one script. */
  script: string
  /** Files it shows, by name. */
  files: Record<string, string>
}

/** A fenced block. */
export interface Block {
  /** Where it begins. */
  line: number
  /** The heading it stands under. */
  heading: string
  language: string
  body: string
  /** Why no test runs it, as the comment before it says: `<!-- not run: … -->`. */
  excuse: string | undefined
}

const fence = /^(?:<!-- not run: ([^>]+?) -->\n)?```(\w*)[^\n]*\n(.*?)^```$/gms

export function blocksOf(path: string): Block[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(fence)].map(({ index, 1: excuse, 2: language = '', 3: body = '' }) => {
    const before = text.slice(0, index)
    return {
      line: before.split('\n').length + (excuse === undefined ? 0 : 1),
      heading: [...before.replace(fence, '').matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? '',
      language,
      body,
      excuse,
    }
  })
}

/**
 * The commands of a document: its blocks marked `sh`. One marked otherwise is not run; where its first line is a comment with
 * the name of a file, it is that file.
 * @param heading only what stands under it
 */
export function readBlocks(path: string, heading?: string): Guide {
  const files: Record<string, string> = {}
  let script = ''
  for (const { line, language, body, ...block } of blocksOf(path)) {
    if (heading !== undefined && block.heading !== heading) continue
    const named = /^# ([\w.-]+\.\w+)\b/.exec(body)?.[1]
    if (language === 'sh') script += `echo '── line ${line}' >&2\n${body}\n`
    else if (named !== undefined) files[named] = body
  }
  return { script, files }
}
