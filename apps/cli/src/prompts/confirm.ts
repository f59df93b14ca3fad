import { CliError } from '../cli-error.ts'
import { requireTerminal, terminal, type Streams } from './terminal.ts'

/** Goes on when somebody at the terminal says yes. @throws CliError wrongUse without a terminal, failed for a no */
export async function confirm(streams: Streams, message: string): Promise<void> {
  requireTerminal(streams, `"${message}"`, '--yes says yes.')
  const { default: ask } = await import('@inquirer/confirm')
  if (!(await ask({ message, default: false }, terminal(streams)))) throw new CliError('failed', 'Nothing was changed')
}
