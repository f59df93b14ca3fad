import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'

/** What shows a server who somebody is. Never a password. */
export type Credential =
  | {
      kind: 'session'
      username: string
      cookies: Record<string, string>
      /** From when on it is past half its life, and renewed when it is shown. In milliseconds since 1970. */
      renewAt?: number
    }
  | { kind: 'key'; key: string }

const defaultFile = 'server.json'

/**
 * Credentials by server, each in a file of its own that only its owner reads, so that commands at different servers do
 * not write over one another; and which server was signed in to last.
 * @param folder made with the first credential
 */
export function createCredentialStore(folder: string) {
  const fileOf = (url: string) => `${encodeURIComponent(url)}.json`

  function read(file: string): unknown {
    const path = join(folder, file)
    try {
      refuseOpenToOthers(path)
      return JSON.parse(readFileSync(path, 'utf8'))
    } catch (error) {
      if (isMissing(error)) return undefined
      if (error instanceof SyntaxError)
        throw new CliError('failed', `${path} is damaged`, 'Remove it and sign in again.')
      throw error
    }
  }

  /** As a whole or not at all, and never readable by others in between. */
  function write(file: string, value: unknown): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    const path = join(folder, file)
    const draft = `${path}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, path)
  }

  return {
    /** The server signed in to last. */
    lastUrl: () => (read(defaultFile) as { url: string } | undefined)?.url,

    /** @throws CliError when others may read it */
    get: (url: string) => read(fileOf(url)) as Credential | undefined,

    set: (url: string, credential: Credential) => write(fileOf(url), credential),

    remember: (url: string) => write(defaultFile, { url }),

    remove: (url: string) => rmSync(join(folder, fileOf(url)), { force: true }),
  }
}

function refuseOpenToOthers(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return
  throw new CliError(
    'notAllowed',
    `${path} can be read by others`,
    `chmod 600 '${path}', and sign in again if they did.`,
  )
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT'
}
