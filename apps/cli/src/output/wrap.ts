import stringWidth from 'string-width'

/** Text over several lines, each at most so many cells of a terminal wide; a word that is wider is broken. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && stringWidth(`${line} ${word}`) <= width) line += ` ${word}`
    else {
      if (line !== '') lines.push(line)
      const pieces = broken(word, width)
      lines.push(...pieces.slice(0, -1))
      line = pieces.at(-1)!
    }
  }
  return [...lines, line]
}

function broken(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (piece !== '' && stringWidth(piece + segment) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece]
}
