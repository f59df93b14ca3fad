import { Command } from '@commander-js/extra-typings'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { askName, askSecret, secretFromStdin } from '../prompts/secrets.ts'

export function loginCommand({ context }: CommandDeps) {
  return new Command('login')
    .description('Sign in to a server, which is then the one that other commands ask')
    .option('-u, --username <name>', 'who you are; asked for when left out')
    .option('--password-stdin', 'read the password from standard input')
    .option('--with-key', 'keep an API key instead, asked for or from standard input')
    .addHelpText(
      'after',
      examples(
        ['asks for name and password', 'syndicate login --url https://etl.example.org'],
        ['from a script', 'pass show syndicate | syndicate login --username ada --password-stdin'],
        ['with a key, which lasts longer than a session', 'syndicate login --with-key < key.txt'],
      ) +
        '\nKept is a session, never the password. It ends half an hour to an hour after its last use, twelve hours after it began, or by `syndicate logout`.\n',
    )
    .action(async ({ username, passwordStdin = false, withKey = false }) => {
      const here = context()
      if (withKey) return keepKey(here)
      if (passwordStdin && username === undefined) {
        throw new CliError('wrongUse', '--password-stdin needs --username as well')
      }
      const name =
        username ??
        (await askName(here, 'User name', 'Say --username NAME --password-stdin, and pipe the password in.'))
      const password = passwordStdin ? await secretFromStdin(here) : await askSecret(here, `Password for ${name}`)
      await signIn(here, name, password)
    })
}

async function signIn(here: Context, name: string, password: string): Promise<void> {
  const { store, out } = here
  const url = here.url()
  const former = store.get(url)
  // The former session is shown: it ends with this, and the server knows the device.
  const cookies = former?.kind === 'session' ? former.cookies : {}
  const session = await here
    .open({ kind: 'session', username: name, cookies })
    .login(name, password, { signal: here.interrupted })
  store.remember(url)
  const { username, role, userId, expiresAt } = session
  out.value({ url, username, role, userId, expiresAt }, () => `Signed in to ${url} as ${username} (${role})`)
}

async function keepKey(here: Context): Promise<void> {
  const url = here.url()
  const key = (await askSecret(here, 'API key')).trim()
  if (!/^syn_\w+/.test(key))
    throw new CliError('wrongUse', 'This is no API key', 'They begin with syn_; `syndicate keys issue` makes one.')
  await requireKnown(here, key)
  here.store.set(url, { kind: 'key', key })
  here.store.remember(url)
  here.out.value({ url, via: 'key' }, () => `The key is kept for ${url}`)
}

/** A key that may not read everything is good as well: only one the server does not know is refused. */
async function requireKnown(here: Context, key: string): Promise<void> {
  const client = here.open({ kind: 'key', key })
  await client.request('GET /api/pipelines').catch((error: { status?: number }) => {
    if (error.status !== 403) throw error
  })
}
