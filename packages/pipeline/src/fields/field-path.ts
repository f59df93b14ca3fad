import { mostNameBytes, shortText } from '@syndicate/contracts'
import { tokensOf } from '../record/json-pointer.ts'

/** Of UTF-8, for each unit of a string. */
const mostUnitBytes = 3

/** A field below another, or at the top: a name as it is kept, cut short and without what no JSON in PostgreSQL can hold. */
export function fieldPath(above: string, name: string): string {
  let kept = name.length * mostUnitBytes > mostNameBytes ? shortText(name, mostNameBytes) : name
  if (!kept.isWellFormed()) kept = kept.toWellFormed()
  if (kept.includes('\0')) kept = kept.replaceAll('\0', '\u2400')
  if (kept.includes('~') || kept.includes('/')) kept = kept.replaceAll('~', '~0').replaceAll('/', '~1')
  return above === '' ? kept : `${above}/${kept}`
}

/** The names that a path is made of. */
export function tokensOfPath(path: string): string[] {
  return tokensOf(`/${path}`)
}
