import { Command } from '@commander-js/extra-typings'
import { ClientError } from '@syndicate/client'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'

export function logoutCommand({ context }: CommandDeps) {
  return new Command('logout')
    .description('End the session, here and at the server')
    .addHelpText(
      'after',
      examples(
        ['of the server signed in to last', 'syndicate logout'],
        ['of another one', 'syndicate logout --url https://etl.example.org'],
      ),
    )
    .action(async () => {
      const { out, store, url, open } = context()
      const kept = store.get(url())
      if (!kept) return out.note(`There is no session at ${url()}.`)
      // First of all it is gone here, whatever the server says.
      store.remove(url())
      if (kept.kind === 'key')
        return out.note('The key is no longer kept here. It stays good: `syndicate keys revoke` ends it.')
      const client = open(kept)
      try {
        await client.logout()
      } catch (error) {
        if (!(error instanceof ClientError) || error.status !== 401) throw error
      } finally {
        // What the server changed about the session on the way was kept again.
        store.remove(url())
      }
      out.note(`Signed out of ${url()}.`)
    })
}
