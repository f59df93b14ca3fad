import type { Recipe } from '@syndicate/contracts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import type { Config } from './config.ts'
import type { ConfigSource } from './read-config.ts'
import { parseSource, type ConfigPath } from './source-text.ts'

/**
 * Compiles every recipe and traces what goes wrong back to its line. The compiler is handed in, so that reading the
 * configuration does not need the pipeline.
 * @param compile throws an Error whose `path`, such as `steps[2].derive.level`, names the part of the recipe
 * @throws ConfigError with one problem for each pipeline that does not compile
 */
export function checkRecipes(source: ConfigSource, config: Config, compile: (recipe: Recipe) => unknown): void {
  const text = parseSource(source.text, source.file)
  const problems: ConfigProblem[] = []
  for (const recipe of Object.values(config.recipes)) {
    try {
      compile(recipe)
    } catch (error) {
      const { path = '', message } = error as Error & { path?: string }
      problems.push(text.problemAt(['pipelines', recipe.name, ...keysOf(path)], 'a pipeline that compiles', message))
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
}

function keysOf(path: string): ConfigPath {
  const keys = path.match(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]|[^.[\]]+/g) ?? []
  return keys.map((key) => (key.startsWith('[') ? (JSON.parse(key.slice(1, -1)) as string | number) : key))
}
