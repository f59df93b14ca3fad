import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { formatTime } from '../output/figures.ts'

export function whoamiCommand({ context }: CommandDeps) {
  return new Command('whoami')
    .description('Say which server is asked, and who you are there')
    .addHelpText(
      'after',
      examples(
        ['server, name and role', 'syndicate whoami'],
        ['the role alone', 'syndicate whoami --json | jq -r .role'],
      ),
    )
    .action(async () => {
      const here = context()
      const url = here.url()
      const shown = here.credential()
      if (shown?.kind === 'key') {
        // A key may not ask who it belongs to; that it is good shows when it asks for anything.
        const client = await here.client()
        const answer = await client.request('GET /api/pipelines').then(
          () => true,
          (error: { status?: number }) => {
            if (error.status !== 403) throw error
            return false
          },
        )
        const id = keyId(shown.key)
        return here.out.value({ url, via: 'key', keyId: id, mayRead: answer }, () => `Key ${id} at ${url}`)
      }
      const { userId, username, role, expiresAt } = await here.session()
      here.out.value(
        { url, via: 'session', userId, username, role, expiresAt },
        () => `${username} (${role}) at ${url}, until ${formatTime(expiresAt)}, and longer when used`,
      )
    })
}

/** The id that is written in a key, as `syndicate keys` lists it. */
function keyId(key: string): string {
  const [, ...parts] = /^syn_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_/.exec(key) ?? []
  return parts.join('-')
}
