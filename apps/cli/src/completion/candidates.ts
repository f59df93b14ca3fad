import type { Command, Option } from 'commander'

export interface Candidate {
  name: string
  description?: string
}

/** What may stand at the cursor: some words, or the name of a file, or something that only the server knows. */
export type Candidates = { words: Candidate[] } | { files: true } | { remote: 'pipelines' | 'datasets' }

/**
 * @param root the whole program
 * @param before the words before the one at the cursor, without the program's name
 * @param current the word at the cursor, as far as it is written
 */
export function candidatesFor(root: Command, before: readonly string[], current: string): Candidates {
  const { command, operands, pending } = walk(root, before)
  if (pending) return ofValue(pending)
  if (current.startsWith('-')) return { words: optionNames(command) }
  const subcommands = command.commands.filter((each) => !isHidden(each))
  if (subcommands.length > 0)
    return { words: subcommands.map((each) => ({ name: each.name(), description: each.description() })) }
  const argument = command.registeredArguments[Math.min(operands, command.registeredArguments.length - 1)]
  if (!argument || (operands >= command.registeredArguments.length && !argument.variadic)) return { words: [] }
  if (argument.argChoices) return { words: argument.argChoices.map((name) => ({ name })) }
  return ofArgument(argument.name(), command.parent?.name(), current)
}

/** Which command the words lead to, how many operands it has, and which option waits for its value. */
function walk(root: Command, words: readonly string[]): { command: Command; operands: number; pending?: Option } {
  let command = root
  let operands = 0
  let pending: Option | undefined
  for (const word of words) {
    if (pending) {
      pending = undefined
    } else if (word.startsWith('-') && word !== '-') {
      const option = optionsWith(command).find(({ short, long }) => word === short || word === long)
      pending = option?.required ? option : undefined
    } else {
      const next = command.commands.find((each) => each.name() === word)
      if (next) [command, operands] = [next, 0]
      else operands++
    }
  }
  return { command, operands, ...(pending && { pending }) }
}

/** @param group the command that the argument's belongs to */
function ofArgument(name: string, group: string | undefined, current: string): Candidates {
  if (name === 'file' || name === 'paths') return { files: true }
  if (name === 'paths-or-names') return /[./]/.test(current) ? { files: true } : { remote: 'pipelines' }
  if (name === 'dataset') return { remote: 'datasets' }
  const isName = name === 'name' || name === 'names'
  return isName && (group === 'pipelines' || group === 'datasets') ? { remote: group } : { words: [] }
}

function ofValue(option: Option): Candidates {
  if (option.argChoices) return { words: option.argChoices.map((name) => ({ name })) }
  if (option.long === '--pipeline') return { remote: 'pipelines' }
  if (option.long === '--dataset') return { remote: 'datasets' }
  return { words: [] }
}

function optionNames(command: Command): Candidate[] {
  const words = optionsWith(command)
    .filter(({ hidden }) => !hidden)
    .map(({ long, short, description }) => ({ name: long ?? short ?? '', description }))
  const help = { name: '--help', description: 'how it is used' }
  // A group and its default command share the global ones.
  return [...new Map([...words, help].map((each) => [each.name, each])).values()]
}

/** Those of a group's default command as well, `list`: it is what the group alone does. */
function optionsWith(command: Command): Option[] {
  const silent = command.commands.find((each) => each.name() === 'list')
  return [...command.options, ...(silent?.options ?? [])]
}

function isHidden(command: Command): boolean {
  return (command as Command & { _hidden?: boolean })._hidden === true
}
