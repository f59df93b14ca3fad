import { expect, test } from 'vitest'
import { breakLine, indent, outdent, type Replacement, type Selected } from './typing.ts'

/** `|` is the caret; two of them stand around what is selected. */
function typed(marked: string, key: (selected: Selected) => Replacement): string {
  const [before, inside, after] = marked.split('|') as [string, string, string?]
  const selected =
    after === undefined
      ? { text: before + inside, start: before.length, end: before.length }
      : { text: before + inside + after, start: before.length, end: before.length + inside.length }
  const { from, to, by, start, end } = key(selected)
  const text = selected.text.slice(0, from) + by + selected.text.slice(to)
  const caret = start === end ? '|' : `|${text.slice(start, end)}|`
  return text.slice(0, start) + caret + text.slice(end)
}

test.each([
  ['a|', 'a |'],
  ['|a', '  |a'],
  ['ab|cd|e', 'ab  |e'],
  ['|a\n\n  b|', '  |a\n\n    b|'],
  ['x\n|a\n|b', 'x\n  |a\n|b'],
])('Tab in %j', (before, after) => {
  expect(typed(before, indent)).toBe(after)
})

test.each([
  ['    a|', '  a|'],
  [' |a', '|a'],
  ['a|', 'a|'],
  ['|  a\n b|', '|a\nb|'],
])('Shift and Tab in %j', (before, after) => {
  expect(typed(before, outdent)).toBe(after)
})

test.each([
  ['format: csv|', 'format: csv\n|'],
  ['steps:|', 'steps:\n  |'],
  ['  - cast:|', '  - cast:\n      |'],
  ['  - drop: [a]|', '  - drop: [a]\n  |'],
  ['    input: ¦|', '    input: ¦\n      |'],
  ['    input: >-|', '    input: >-\n      |'],
  ['  a|b|c', '  a\n  |c'],
])('Enter in %j', (before, after) => {
  // The sign of a block of lines is the one that stands for the caret here.
  const key = (selected: Selected) => breakLine({ ...selected, text: selected.text.replace('¦', '|') })
  expect(typed(before, key)).toBe(after)
})
