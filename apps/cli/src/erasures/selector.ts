import type { ErasureSelector } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'

/** What `--match field=value` says, several of them, or `--where`. @throws CliError wrongUse */
export function selectorOf(keys: string[], where: string | undefined): ErasureSelector {
  if ((keys.length === 0) === (where === undefined))
    throw new CliError('wrongUse', 'Say which records by --match field=value or by --where, and not by both')
  return where === undefined ? { key: Object.fromEntries(keys.map(fieldOf)) } : { where }
}

/** A value that is a number or true or false counts as that; in quotes it is a text. */
function fieldOf(text: string): [string, string | number | boolean] {
  const at = text.indexOf('=')
  const [field, value] = [text.slice(0, at), text.slice(at + 1)]
  if (at < 1 || value === '') throw new CliError('wrongUse', `--match ${text}: write field=value`)
  try {
    const read = JSON.parse(value) as unknown
    const isExact = typeof read !== 'number' || String(read) === value
    if (isExact && ['string', 'number', 'boolean'].includes(typeof read)) return [field, read as string]
  } catch {
    // A text without quotes.
  }
  return [field, value]
}
