import { mostDifferences, shortText, type PipelineDifference } from '@syndicate/contracts'
import { pointerOf, type Path } from './path.ts'

/** A value whose JSON is longer is told as the beginning of that. In bytes. */
const mostValueBytes = 1000
/** Names may be long, and stand in the path of each place below them. In bytes, of all that are told of one definition. */
const mostToldBytes = 64 * 1024

export interface Differences {
  differences: PipelineDifference[]
  /** How many more there are. */
  more: number
}

/** Where one definition differs from another. Lists are compared position by position; an order of members is a difference. */
export function differencesBetween(before: unknown, after: unknown): Differences {
  const differences: PipelineDifference[] = []
  let more = 0
  let bytes = 0

  function note(path: Path, was: unknown, is: unknown): void {
    if (differences.length === mostDifferences || bytes > mostToldBytes) return void more++
    const difference = {
      path: pointerOf(path),
      ...(was !== undefined && { before: told(was) }),
      ...(is !== undefined && { after: told(is) }),
    }
    bytes += JSON.stringify(difference).length
    if (bytes > mostToldBytes) more++
    else differences.push(difference)
  }

  function compare(path: Path, was: unknown, is: unknown): void {
    if (!isHolder(was) || !isHolder(is) || Array.isArray(was) !== Array.isArray(is)) {
      if (was !== is) note(path, was, is)
      return
    }
    const found = differences.length + more
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
      compare([...path, Array.isArray(is) ? Number(key) : key], memberOf(was, key), memberOf(is, key))
    if (differences.length + more === found && JSON.stringify(was) !== JSON.stringify(is)) note(path, was, is)
  }

  compare([], before, after)
  return { differences, more }
}

function memberOf(holder: object, key: string): unknown {
  return Object.hasOwn(holder, key) ? (holder as Record<string, unknown>)[key] : undefined
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function told(value: unknown): unknown {
  const json = JSON.stringify(value)
  return json.length > mostValueBytes ? shortText(json, mostValueBytes) : value
}
