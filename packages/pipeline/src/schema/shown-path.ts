import { shown } from '../record/shown.ts'

/** Nothing that could be overlooked, or be taken for what stands around it. */
const plain = /^[^\s"'/~;:,\p{C}]{1,80}$/u

/** Where something stands, as a reason names it: `a/0/b`, a name with a blank or the like as JSON; at the top, the record. */
export function shownPath(path: string[]): string {
  if (path.length === 0) return 'The record'
  return path.map((name) => (plain.test(name) ? name : shown(name))).join('/')
}
