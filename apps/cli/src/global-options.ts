import { Option, type Command } from 'commander'
import type { GlobalOptions } from './context.ts'

/** Options that mean the same everywhere; each command takes them, so that they may stand anywhere. */
export function addGlobalOptions(command: Command): void {
  const options = [
    new Option('--url <url>', 'the server (SYNDICATE_URL; else the one signed in to last, else http://127.0.0.1:3003)'),
    new Option(
      '--key <key>',
      'an API key instead of the session (better SYNDICATE_KEY, which no list of processes shows)',
    ),
    new Option('--json', 'JSON on standard output, a line for each of many'),
    new Option(
      '--columns <names>',
      'only these parts of what is shown, by their names in JSON (runId,counts.loaded): between tabs, or with --json as JSON',
    ),
    new Option('--no-color', 'no colours (NO_COLOR)'),
  ]
  for (const option of options) command.addOption(option.helpGroup('Global options:'))
}

const names = ['url', 'key', 'json', 'columns', 'color'] as const

/**
 * The global options as they were given, to the command or to one it belongs to; the nearest one wins. They are taken
 * away from it, so that what is left is the command's own.
 */
export function takeGlobalOptions(command: Command): GlobalOptions {
  const given: Record<string, unknown> = {}
  for (let each: Command | null = command; each; each = each.parent) {
    for (const name of names) {
      if (!(name in given) && each.getOptionValueSource(name) === 'cli') given[name] = each.getOptionValue(name)
      each.setOptionValue(name, undefined)
    }
  }
  return { color: true, ...given }
}
