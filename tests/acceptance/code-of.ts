import { problemOf } from './problem-of.ts'

/** Why an answer refuses what it was asked for. Fails unless it is a well-formed problem document. */
export async function codeOf(response: Response): Promise<string> {
  return (await problemOf(response)).code
}
