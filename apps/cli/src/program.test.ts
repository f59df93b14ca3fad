import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { createProgram } from './program.ts'
import type { Surroundings } from './surroundings.ts'

const program = createProgram({
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
