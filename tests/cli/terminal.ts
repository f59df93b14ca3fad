import { spawn, spawnSync } from 'node:child_process'
import { vi } from 'vitest'
import { program, type Cli } from './syndicate.ts'

export interface Terminal {
  /** Everything shown so far, as the terminal got it. */
  readonly screen: string
  type(text: string): void
  /** Waits until this is shown. */
  shows(text: string | RegExp): Promise<void>
  /** The exit code. */
  ended: Promise<number | null>
  close(): void
}

/** Other systems have a `script` of their own, which takes other options. */
export const hasTerminals =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false

export const ctrlC = '\u0003'

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/** A command in a pseudo-terminal, by `script` of util-linux, which every Debian has. */
export function openTerminal(cli: Cli, args: string[], columns = 70): Terminal {
  return openShell(cli, `stty cols ${columns}; exec ${[process.execPath, program, ...args].map(quote).join(' ')}`)
}

/** A shell's command line in a pseudo-terminal. */
export function openShell(cli: Cli, command: string): Terminal {
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    cwd: cli.folder,
    env: { ...cli.env, TERM: 'xterm', SHELL: '/bin/bash' },
  })
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return {
    get screen() {
      return screen
    },
    type: (text) => void child.stdin.write(text),
    async shows(text) {
      const found = () => (typeof text === 'string' ? screen.includes(text) : text.test(screen))
      await vi.waitUntil(found, { timeout: 20_000, interval: 20 }).catch(() => {
        throw new Error(`${String(text)} was not shown, but ${JSON.stringify(screen)}`)
      })
    },
    ended,
    close: () => void child.kill(),
  }
}
