export type TokenKind = 'key' | 'text' | 'comment' | 'plain'

export interface Token {
  kind: TokenKind
  text: string
}

const opensBlock = /(^|\s)[|>][+-]?\d?[+-]?\s*(#.*)?$/
/** A key, with dashes before it; quoted text; a comment. Each begins where one may begin. */
const parts = /^(?<lead>\s*(?:- +)*)(?<key>(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?!- )[^\s#'"{[][^#]*?)(?=\s*:(?:\s|$)))/
const inside =
  /(?<text>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<comment>(?:^|(?<=\s))#.*$)|(?<key>(?<=[{,]\s*)[\w-]+(?=:\s))/g

/** What the parts of a YAML are, line by line, as far as that can be told at a glance: for colours. */
export function yamlTokens(text: string): Token[][] {
  /** How far in what is above a block of lines stands, while one goes on. */
  let block: number | undefined
  return text.split('\n').map((line) => {
    const blanks = line.length - line.trimStart().length
    if (block !== undefined && (line.trim() === '' || blanks > block)) return tokens(['text', line])
    block = opensBlock.test(line) ? blanks + (/^(- +)+/.exec(line.trimStart())?.[0].length ?? 0) : undefined
    return tokensOf(line)
  })
}

function tokensOf(line: string): Token[] {
  const found = parts.exec(line)
  if (!found) return tokensInside(line)
  const { lead, key } = found.groups as { lead: string; key: string }
  return [...tokens(['plain', lead], ['key', key]), ...tokensInside(line.slice(lead.length + key.length))]
}

function tokensInside(rest: string): Token[] {
  const all: [TokenKind, string][] = []
  let at = 0
  for (const match of rest.matchAll(inside)) {
    const kind = (Object.keys(match.groups!) as TokenKind[]).find((name) => match.groups![name] !== undefined)!
    all.push(['plain', rest.slice(at, match.index)], [kind, match[0]])
    at = match.index + match[0].length
  }
  return tokens(...all, ['plain', rest.slice(at)])
}

function tokens(...all: [TokenKind, string][]): Token[] {
  return all.filter(([, text]) => text !== '').map(([kind, text]) => ({ kind, text }))
}
