import type { Command, CommanderError } from 'commander'
import { nearestName } from './nearest-name.ts'

/**
 * A group alone lists, so a mistyped subcommand looks like an argument too many: say what may have been meant.
 * @returns undefined when that is not what happened
 */
export function suggestSubcommand(
  program: Command,
  argv: readonly string[],
  error: CommanderError,
): { message: string; hint: string } | undefined {
  if (error.code !== 'commander.excessArguments') return undefined
  const words = argv.filter((word) => !word.startsWith('-'))
  let command: Command = program
  while (words.length > 0) {
    const next = command.commands.find((each) => each.name() === words[0])
    if (!next) break
    command = next
    words.shift()
  }
  const [typed] = words
  if (typed === undefined || command.commands.length === 0) return undefined
  const names = command.commands.map((each) => each.name())
  const meant = nearestName(typed, names)
  const hint = meant ? `Did you mean \`syndicate ${command.name()} ${meant}\`?` : `There are ${names.join(', ')}.`
  return { message: `${command.name()} knows no ${typed}`, hint }
}
