import { RE2JS } from 're2js'
import { RecipeError } from '../recipe-error.ts'
import { shown } from '../record/shown.ts'

export interface Pattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean
}

/**
 * A regular expression in the syntax of RE2, matched in time proportional to the text: no text can make it backtrack for
 * ever. Look-around and references back are refused, and more than 1000 repeats.
 * @param path the place in the recipe, for the RecipeError
 */
export function compilePattern(pattern: string, path: string): Pattern {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (error) {
    const why = (error as Error).message.replace('error parsing regexp: ', '')
    throw new RecipeError(path, `The pattern ${shown(pattern)} is none that RE2 knows: ${why}`, { cause: error })
  }
}
