import type { Context } from './context.ts'
import type { Surroundings } from './surroundings.ts'

/** What a command is made with: its context exists once the options are read. */
export interface CommandDeps {
  surroundings: Surroundings
  context(): Context
}
