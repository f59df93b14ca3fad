import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { runCli } from '@syndicate/cli'

const root = resolve(import.meta.dirname, '../..')
/** What the shell starts. */
export const program = join(root, 'apps/cli/src/main.ts')

export interface Outcome {
  code: number
  out: string
  err: string
}

export interface Cli {
  /** Home and working directory; gone with `remove`. */
  folder: string
  env: NodeJS.ProcessEnv
  /** Runs a command to its end, in this process, as it runs where nothing is a terminal. @param stdin all of its standard input */
  run(args: string[], stdin?: string): Promise<Outcome>
  /** The same, and what it wrote as JSON, line by line. Fails unless it ended with 0. */
  json<T = Record<string, unknown>>(args: string[], stdin?: string): Promise<T[]>
  remove(): void
}

/** The command as somebody has it who owns a home of their own and knows one server. */
export function createCli(url: string, more: NodeJS.ProcessEnv = {}): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'syndicate-cli-'))
  const { SYNDICATE_KEY: _key, XDG_CONFIG_HOME: _config, NO_COLOR: _colour, ...inherited } = process.env
  // What is compiled may be shared, homes are not.
  const cache = join(root, 'node_modules/.cache')
  const env = { ...inherited, HOME: folder, XDG_CACHE_HOME: cache, SYNDICATE_URL: url, ...more }

  async function run(args: string[], stdin = ''): Promise<Outcome> {
    const [stdout, stderr] = [collector(), collector()]
    const code = await runCli({
      argv: args,
      env,
      stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      homeFolder: folder,
      folder,
      interrupted: new AbortController().signal,
      lendTerminal: (work) => work(),
    })
    return { code, out: stdout.text(), err: stderr.text() }
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
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
