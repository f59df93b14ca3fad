/** One thing wrong with the configuration. `where` is `file:line`, a file, or `environment`. */
export interface ConfigProblem {
  where: string
  path: string
  expected: string
  got: string
}

/** Everything that is wrong with the configuration, one line a problem: `file:line path: expected …, got …`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map((it) => `${it.where} ${it.path}: expected ${it.expected}, got ${it.got}`).join('\n'))
    this.problems = problems
  }
}
