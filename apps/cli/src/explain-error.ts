import { ClientError } from '@syndicate/client'
import type { ProblemCode } from '@syndicate/contracts'
import { CommanderError } from 'commander'
import { CliError, signInHint } from './cli-error.ts'
import type { Exit } from './exit-codes.ts'

/** An error as it is told: `code` is for scripts, `message` and `hint` for people. */
export interface Explanation {
  exit: Exit
  code: string
  message: string
  hint?: string | undefined
  /** The run that was under way, for programs: it may go on. */
  runId?: string | undefined
  /** What is wrong, place by place, or what may be meant. */
  errors?: readonly { path?: string; message: string }[] | undefined
}

export interface Circumstances {
  url: string
  /** How the caller shows who they are. */
  via: 'session' | 'key' | 'nothing'
}

const whereToLook: Record<string, string> = {
  'run-not-found': '`syndicate runs` lists the runs.',
  'run-ambiguous': 'Write more of the id.',
  'dataset-not-found': '`syndicate datasets` lists the datasets.',
  'version-not-found': '`syndicate datasets show NAME` lists the versions.',
  'unknown-pipeline': '`syndicate pipelines` lists the pipelines.',
  'user-not-found': '`syndicate users` lists the users.',
  'key-not-found': '`syndicate keys` lists the keys.',
  'rule-not-found': '`syndicate alerts` lists the rules.',
  'destination-not-found': '`syndicate alerts destinations` lists them.',
  'destination-in-use': '`syndicate alerts` lists the rules; remove those that send there first.',
  'delivery-not-found': '`syndicate alerts deliveries` lists them.',
  'run-is-final': '`syndicate replay RUN` runs its input again.',
}

/** A refusal over a socket has a code and no status. */
const saidBySocket: Partial<Record<ProblemCode, number>> = {
  'not-authenticated': 401,
  'invalid-key': 401,
  forbidden: 403,
  'run-not-found': 404,
  'dataset-not-found': 404,
  unavailable: 503,
}

/** What happened and what to do next, for anything thrown; null when the end is none to speak of. */
export function explainError(error: unknown, circumstances: () => Circumstances): Explanation | null {
  if (error instanceof CliError) return ofOurs(error)
  if (error instanceof CommanderError) return ofUsage(error)
  if (error instanceof ClientError) return ofAnswer(error, circumstances())
  const name = error instanceof Error ? error.name : ''
  if (name === 'ExitPromptError' || name === 'AbortError' || name === 'AbortPromptError') {
    return { exit: 'interrupted', code: 'interrupted', message: 'Interrupted' }
  }
  return { exit: 'failed', code: 'failed', message: error instanceof Error ? error.message : String(error) }
}

function ofOurs({ exit, code = kebab(exit), message, hint, errors }: CliError): Explanation {
  return { exit, code, message, hint, errors }
}

function ofUsage(error: CommanderError): Explanation | null {
  if (error.exitCode === 0) return null
  // Without a subcommand the help was shown, which says it all.
  if (error.code === 'commander.help') return { exit: 'wrongUse', code: 'wrong-use', message: '' }
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  return { exit: 'wrongUse', code: 'wrong-use', message, hint: 'Add --help to see how it is used.' }
}

function ofAnswer(error: ClientError, { url, via }: Circumstances): Explanation {
  const { code, errors, retryAfterSeconds } = error
  const status = error.status ?? saidBySocket[code as ProblemCode]
  // Runs that may be meant are no faults: they stand at no place.
  const listed = code === 'run-ambiguous' ? errors?.map(({ message }) => ({ message })) : errors
  const told = (exit: Exit, hint?: string) => ({ exit, code, message: error.message, hint, errors: listed })
  if (code === 'aborted') return { exit: 'interrupted', code, message: 'Interrupted' }
  if (code === 'network') {
    const message = `${url} cannot be reached: ${reasonOf(error)}`
    const hint = '`syndicate doctor` says what is wrong; --url or SYNDICATE_URL names another server.'
    return { exit: 'unavailable', code, message, hint }
  }
  if (status === 401) return told('notAllowed', hintFor401(code, via))
  if (status === 403) return told('notAllowed', hintFor403(via))
  if (status === 404 || status === 410) return told('notFound', whereToLook[code])
  if (status === 429 || status === 503) {
    return told('unavailable', retryAfterSeconds ? `Try again in ${retryAfterSeconds} s.` : 'Try again later.')
  }
  const hint = code === 'http' && status === 413 ? hintForProxy413 : whereToLook[code]
  return told(status !== undefined && status < 500 && status !== 409 ? 'wrongUse' : 'failed', hint)
}

const hintForProxy413 =
  'Not the server, but a proxy before it takes no bodies so large: raise client_max_body_size (nginx), or what it has instead.'

function hintFor401(code: string, via: Circumstances['via']): string | undefined {
  if (code === 'wrong-credentials') return undefined
  if (via === 'key') return 'The key may be revoked or over: `syndicate keys issue NAME` makes another one.'
  return signInHint
}

function hintFor403(via: Circumstances['via']): string {
  if (via === 'key') return 'A key does what its scopes say; keys and sessions are managed after `syndicate login`.'
  return '`syndicate whoami` says who you are and what you may.'
}

/** The innermost cause says most: ECONNREFUSED rather than "fetch failed". */
function reasonOf(error: Error): string {
  let inner: unknown = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  const { code, message } = inner as Error & { code?: unknown }
  return message || (typeof code === 'string' ? code : 'no answer')
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
