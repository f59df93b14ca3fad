/** A text and what is selected in it: from one character to another; where both are the same, the caret. */
export interface Selected {
  text: string
  start: number
  end: number
}

/** What is put in the place of a part of a text, and what is selected then. */
export interface Replacement {
  from: number
  to: number
  by: string
  start: number
  end: number
}

const step = 2

/** What Tab does: the caret moves on to the next stop; lines that are selected are moved in. */
export function indent({ text, start, end }: Selected): Replacement {
  if (text.slice(start, end).includes('\n')) return moved({ text, start, end }, (line) => (line === '' ? 0 : step))
  const column = start - lineStart(text, start)
  const by = ' '.repeat(step - (column % step))
  return { from: start, to: end, by, start: start + by.length, end: start + by.length }
}

/** What Shift and Tab do: the lines that are touched are moved out, as far as they go. */
export function outdent(selected: Selected): Replacement {
  return moved(selected, (line) => -Math.min(step, blanksBefore(line).length))
}

/** What Enter does: the next line begins where this one does; behind what opens something, further in. */
export function breakLine({ text, start, end }: Selected): Replacement {
  const line = text.slice(lineStart(text, start), start)
  const blanks = blanksBefore(line)
  // In `- cast:` it is the key that is opened, behind the dash.
  const dashes = /^(- +)*/.exec(line.slice(blanks.length))![0].length
  const opens = /(^|\s|:)[|>][+-]?\d?$|:$/.test(line.trimEnd())
  const by = `\n${blanks}${opens ? ' '.repeat(dashes + step) : ''}`
  return { from: start, to: end, by, start: start + by.length, end: start + by.length }
}

/** Moves whole lines in or out. @param by how far, of each line */
function moved({ text, start, end }: Selected, by: (line: string) => number): Replacement {
  const from = lineStart(text, start)
  // A line of which nothing is selected but its beginning stays.
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end
  const to = text.indexOf('\n', last) < 0 ? text.length : text.indexOf('\n', last)
  const lines = text.slice(from, to).split('\n')
  const shifts = lines.map(by)
  const all = shifts.reduce((sum, shift) => sum + shift, 0)
  return {
    from,
    to,
    by: lines.map((line, index) => shift(line, shifts[index]!)).join('\n'),
    start: Math.max(from, start + shifts[0]!),
    end: Math.max(from, end + all),
  }
}

function shift(line: string, by: number): string {
  return by < 0 ? line.slice(-by) : ' '.repeat(by) + line
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

function blanksBefore(line: string): string {
  return /^ */.exec(line)![0]
}
