import { join } from 'node:path'
import { CliError, signInHint } from './cli-error.ts'
import { createClient, type Client, type ClientError } from '@syndicate/client'
import { createCredentialStore, type Credential } from './credentials/store.ts'
import { sessionFetch } from './credentials/session-fetch.ts'
import type { Exit } from './exit-codes.ts'
import type { Circumstances } from './explain-error.ts'
import { createOutput } from './output/output.ts'
import { createProgress, noProgress } from './output/progress.ts'
import { defaultUrl, serverAddress } from './server-address.ts'
import type { Surroundings } from './surroundings.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  url?: string | undefined
  key?: string | undefined
  json?: true | undefined
  columns?: string | undefined
  color: boolean
}

export type Context = ReturnType<typeof createContext>

/** What a command works with: where the server is, who the caller is there, and where the answer goes. */
export function createContext(surroundings: Surroundings, options: GlobalOptions) {
  const { env, stdin, stdout, stderr, homeFolder, interrupted } = surroundings
  const configFolder = env['XDG_CONFIG_HOME'] || join(homeFolder, '.config')
  const store = createCredentialStore(join(configFolder, 'syndicate'))
  const json = options.json === true
  const columns = options.columns?.split(',').map((name) => name.trim())
  const out = createOutput({ stdout, stderr, json, columns, colour: options.color && !env['NO_COLOR'] })
  const clients: Client[] = []
  let onInterrupt = 'Interrupted'
  const done: string[] = []
  let run: string | undefined
  let exit: Exit = 'done'

  const url = once(() => serverAddress(options.url ?? (env['SYNDICATE_URL'] || (store.lastUrl() ?? defaultUrl))))
  const credential = once((): Credential | undefined => {
    const key = options.key ?? env['SYNDICATE_KEY']
    return key ? { kind: 'key', key } : store.get(url())
  })

  function known(): Credential {
    const shown = credential()
    if (!shown) throw new CliError('notAllowed', `Nobody is signed in to ${url()}`, signInHint)
    return shown
  }

  function open(shown: Credential | undefined, transport?: 'socket'): Client {
    const keep = (next: Credential) => store.set(url(), next)
    const client = createClient({
      url: url(),
      ...(transport && { transport }),
      ...(shown?.kind === 'key' && { key: shown.key }),
      ...(shown?.kind === 'session' && { fetch: sessionFetch(shown, keep) }),
    })
    client.onWaiting((refusal) => out.note(waitingFor(refusal)))
    clients.push(client)
    return client
  }

  return {
    out,
    store,
    stdin,
    stderr,
    folder: surroundings.folder,
    interrupted,
    lendTerminal: surroundings.lendTerminal,
    url,
    credential,
    /**
     * Speaks for whoever signed in or the key that is set. A session past half its life is shown first, which renews it.
     * @throws CliError notAllowed when there is neither
     */
    client: once(async () => {
      const shown = known()
      const client = open(shown)
      if (shown.kind === 'session' && isDue(shown)) await client.session({ signal: interrupted })
      return client
    }),
    /** Asks who is signed in, which renews the session as well. @throws CliError notAllowed when nobody is */
    session: () => open(known()).session({ signal: interrupted }),
    open,
    progress: () => (json && !stderr.isTTY ? noProgress : createProgress(stderr)),
    /** For explaining what a server said. */
    circumstances: (): Circumstances => ({ url: url(), via: credential()?.kind ?? 'nothing' }),
    /** For a command that has said itself what is wrong. */
    endWith: (end: Exit) => void (exit = end),
    exit: () => exit,
    /** What Ctrl-C means from now on. */
    onInterrupt: (text: string) => void (onInterrupt = text),
    /** What has been done for good, and is told on Ctrl-C as well. */
    done: (text: string) => void done.push(text),
    saidOnInterrupt: () => [...done, onInterrupt].join('\n'),
    /** The run that is under way, which errors name to programs. */
    nameRun: (runId: string) => void (run = runId),
    runNamed: () => run,
    close: () => clients.forEach((each) => each.close()),
  }
}

function isDue({ renewAt = 0 }: { renewAt?: number }): boolean {
  return renewAt <= Date.now()
}

function waitingFor({ status, retryAfterSeconds }: ClientError): string {
  return `${status === 429 ? 'Too many requests' : 'The server is busy'}; going on in ${retryAfterSeconds} s`
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
