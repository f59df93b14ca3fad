import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
export const program = join(root, 'apps/cli/src/main.ts')

export interface Outcome {
  code: number | null
  out: string
  err: string
}

export interface Cli {
  /** Where it runs; gone with `remove`. */
  folder: string
  env: NodeJS.ProcessEnv
  /** Runs a command to its end. @param stdin all of its standard input */
  run(args: string[], stdin?: string): Promise<Outcome>
  /** The same, and what it wrote as JSON, line by line. Fails unless it ended with 0. */
  json<T = Record<string, unknown>>(args: string[], stdin?: string): Promise<T[]>
  spawn(args: string[]): ChildProcess
  remove(): void
}

/** The command as somebody has it who owns a home of their own and knows one server. */
export function createCli(url: string, more: NodeJS.ProcessEnv = {}): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-cli-'))
  const { SYNDICATE_KEY: _key, XDG_CONFIG_HOME: _config, NO_COLOR: _colour, ...inherited } = process.env
  // What is compiled may be shared, homes are not.
  const env = { ...inherited, HOME: folder, XDG_CACHE_HOME: join(root, 'node_modules/.cache'), SYNDICATE_URL: url, ...more }

  const start = (args: string[]) => spawn(process.execPath, [program, ...args], { cwd: folder, env })

  function run(args: string[], stdin = ''): Promise<Outcome> {
    const child = start(args)
    const said = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
    // Who refuses before reading closes the pipe.
    child.stdin.on('error', () => undefined).end(stdin)
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, ...said }))
    })
  }

  return {
    folder,
    env,
    run,
    async json<T>(args: string[], stdin?: string) {
      const { code, out, err } = await run([...args, '--json'], stdin)
      if (code !== 0) throw new Error(`syndicate ${args.join(' ')} ended with ${code}: ${err}`)
      return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]))
    },
    spawn: start,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
