import { text } from 'node:stream/consumers'
import { CliError } from '../cli-error.ts'
import { requireTerminal, terminal, type Streams } from './terminal.ts'

// The libraries are loaded by whoever asks: few commands do.

/** Asks for a name. @throws CliError wrongUse without a terminal */
export async function askName(streams: Streams, message: string, otherwise: string): Promise<string> {
  requireTerminal(streams, `for the ${message.toLowerCase()}`, otherwise)
  const { default: input } = await import('@inquirer/input')
  return (await input({ message, required: true }, terminal(streams))).trim()
}

/** A password or a key from the terminal, unseen, or all of standard input but the end of its line. Never an argument. */
export async function askSecret(streams: Streams, message: string): Promise<string> {
  const secret = streams.stdin.isTTY ? await ask(streams, message) : await secretFromStdin(streams)
  if (secret === '') throw new CliError('wrongUse', `${message}: there is none`)
  return secret
}

/** A new password: typed twice at a terminal. @throws CliError wrongUse when the two differ */
export async function newPassword(streams: Streams, message: string): Promise<string> {
  const secret = await askSecret(streams, message)
  if (streams.stdin.isTTY && (await ask(streams, 'Again')) !== secret) throw new CliError('wrongUse', 'The two differ')
  return secret
}

export async function secretFromStdin({ stdin }: Streams): Promise<string> {
  return (await text(stdin)).replace(/\r?\n$/, '')
}

async function ask(streams: Streams, message: string): Promise<string> {
  const { default: password } = await import('@inquirer/password')
  return password({ message, toggleMask: false }, terminal(streams))
}
