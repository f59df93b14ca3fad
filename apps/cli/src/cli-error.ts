import type { Exit } from './exit-codes.ts'

export const signInHint = 'Sign in with `syndicate login`, or set SYNDICATE_KEY.'

/** An expected end that is no success: what happened, and what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exit: Exit
  readonly hint: string | undefined

  constructor(exit: Exit, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.exit = exit
    this.hint = hint
  }
}
