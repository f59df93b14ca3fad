import { RE2JS } from 're2js'
import { RecipeError } from '../recipe-error.ts'
import { shown } from '../record/shown.ts'
import { re2OfEcma } from './re2-of-ecma.ts'

export interface Pattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean
}

/**
 * A regular expression that is matched in time proportional to the text: no text can make it backtrack for ever. Look-around
 * and references back are refused, and more than 1000 repeats.
 * @param path the place in the recipe, for the RecipeError
 * @param syntax whose it is: CEL's are RE2's, JSON Schema's are ECMA-262's
 */
export function compilePattern(pattern: string, path: string, syntax: 'RE2' | 'ECMA-262'): Pattern {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(syntax === 'RE2' ? pattern : re2OfEcma(pattern)))
  } catch (error) {
    const why = (error as Error).message.replace('error parsing regexp: ', '')
    throw new RecipeError(path, `The pattern ${shown(pattern)} is none that RE2 knows: ${why}`, { cause: error })
  }
}
