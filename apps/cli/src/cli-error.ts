import type { Exit } from './exit-codes.ts'

export const signInHint = 'Sign in with `syndicate login`, or set SYNDICATE_KEY.'

interface CliErrorOptions extends ErrorOptions {
  /** For scripts, where the exit says too little. */
  code?: string
  /** What is wrong, place by place. */
  errors?: readonly { path: string; message: string }[]
}

/** An expected end that is no success: what happened, and what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exit: Exit
  readonly hint: string | undefined
  readonly code: string | undefined
  readonly errors: CliErrorOptions['errors'] | undefined

  constructor(exit: Exit, message: string, hint?: string, options: CliErrorOptions = {}) {
    super(message, options)
    this.exit = exit
    this.hint = hint
    this.code = options.code
    this.errors = options.errors
  }
}
