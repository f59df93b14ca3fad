import { shown } from '../record/shown.ts'

/** Nothing that could be overlooked, or be taken for what stands around it. */
const plain = /^(?:[\w.$@-]|(?=[^\0-\x7f])[\p{L}\p{N}]){1,80}$/u

/** Where something stands, as a reason names it: `a/0/b`, a name with a blank or the like as JSON; at the top, the record. */
export function shownPath(path: string[]): string {
  if (path.length === 0) return 'The record'
  return path.length === 1 ? shownName(path[0]!) : path.map(shownName).join('/')
}

function shownName(name: string): string {
  return plain.test(name) ? name : shown(name)
}
