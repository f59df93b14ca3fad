import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { createProgram } from './program.ts'
import type { Surroundings } from './surroundings.ts'

const root = resolve(import.meta.dirname, '../../..')
const program: Command = createProgram({
  surroundings: {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    folder: '/',
  } as unknown as Surroundings,
  context: () => {
    throw new Error('Nothing runs here')
  },
})

function commandsOf(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...commandsOf(each)])
}

/** What `--help` shows, with what is added after it. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (piece) => (text += piece) })
  command.outputHelp()
  return text
}

const shown = program.commands.filter((command) => command.name() !== 'completion-server')

it.each(shown.map((command) => [command.name(), command] as const))('%s teaches how it is used', (name, command) => {
  const help = helpOf(command)
  const examples = help.split('\nExamples:\n')[1] ?? ''
  const lines = examples.split('\n').filter((line) => line.startsWith('  $ '))
  expect(lines.length).toBeGreaterThanOrEqual(2)
  expect(lines.every((line) => line.includes('syndicate') && line.includes(name))).toBe(true)
})

it('describes every command and takes the global options everywhere', () => {
  for (const command of commandsOf(program)) {
    if (command.name() === 'completion-server') continue
    expect(command.description(), command.name()).not.toBe('')
    expect(helpOf(command), command.name()).toMatch(/--url.*[^]*--key.*[^]*--json.*[^]*--no-color/)
  }
})

it('lists the exit codes', () => {
  expect(helpOf(program)).toMatch(/Exit codes:\n +0 +done\n[^]*130/)
})

/** Command lines that documents tell people to type, in words. */
const told = globSync('{README.md,docs/*.md}', { cwd: root }).flatMap((path) =>
  Array.from(readFileSync(join(root, path), 'utf8').matchAll(/`syndicate( [^`\n]+)`/g), ([, line]) =>
    line!.trim().split(/\s+/),
  ),
)

/** The command that is meant, and the words after it. */
function commandIn(words: string[], within: Command = program): { command: Command; rest: string[] } {
  const next = within.commands.find((each) => each.name() === words[0])
  return next ? commandIn(words.slice(1), next) : { command: within, rest: words }
}

/** Whether there is such a command, with such options, that takes what is to be put in by that name (`RUN`). */
function canBeTyped(words: string[]): boolean {
  const { command, rest } = commandIn(words)
  const options = [program, command, ...command.commands].flatMap((each) => each.options.map(({ long }) => long))
  const named = rest.filter((word) => word.startsWith('--') && word !== '--help')
  const filled = /^[A-Z]+$/.exec(rest[0] ?? '')?.[0].toLowerCase()
  const takes = command.registeredArguments.map((argument) => argument.name())
  return (
    (command !== program || rest[0]!.startsWith('--')) &&
    named.every((option) => options.includes(option)) &&
    (filled === undefined || takes.some((name) => name.startsWith(filled)))
  )
}

it('takes what documents tell people to type', () => {
  expect(told.length).toBeGreaterThan(20)
  expect(told.filter((words) => !canBeTyped(words))).toEqual([])
})
