import { ProblemError } from '@syndicate/contracts'
import { compileSearch, RecipeError, type Searched } from '@syndicate/pipeline'
import type { SearchTask } from './task.ts'

/** Looks for records. Only the last expression is kept compiled: anybody may bring any number of them. Throws validation-failed. */
export function createSearch(): (task: Omit<SearchTask, 'kind'>) => Searched {
  let last: { where: string; search: ReturnType<typeof compileSearch> } | undefined
  return ({ where, lines, ms }) => {
    if (last?.where !== where) last = { where, search: compiled(where) }
    return last.search(lines, ms)
  }
}

function compiled(where: string): ReturnType<typeof compileSearch> {
  try {
    return compileSearch(where)
  } catch (error) {
    if (!(error instanceof RecipeError)) throw error
    throw new ProblemError('validation-failed', `where: ${error.message}`, { cause: error })
  }
}
