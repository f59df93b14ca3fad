import { Command } from '@commander-js/extra-typings'
import type { SessionEntry } from '@syndicate/contracts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { formatTime } from '../../output/figures.ts'
import type { Column } from '../../output/table.ts'
import { findUser } from '../../users/find-user.ts'

const columns: Column<SessionEntry>[] = [
  { title: 'SESSION', of: ({ id }) => id },
  { title: 'OPENED', of: ({ createdAt }) => formatTime(createdAt) },
  { title: 'UNTIL', of: ({ expiresAt }) => formatTime(expiresAt) },
  { title: 'FROM', of: ({ address }) => address },
  { title: 'WITH', of: ({ userAgent }) => userAgent, shrinks: true },
  { title: '', of: ({ current }) => (current ? 'this one' : '') },
]

export function userSessionsCommand({ context }: CommandDeps) {
  return new Command('sessions')
    .description('List the sessions of a user, or yours, or end one')
    .argument('[name]', 'name or id; you when left out')
    .option('--end <session>', 'end this one instead')
    .addHelpText(
      'after',
      examples(
        ['where you are signed in', 'syndicate users sessions'],
        ['end one of somebody', 'syndicate users sessions ada --end q1tVgJ0LmXx0Pz4iE8sM2w'],
      ),
    )
    .action(async (name, { end }) => {
      const { client: connect, out } = context()
      const client = await connect()
      if (end !== undefined) {
        await client.request('DELETE /api/auth/sessions/:id', { params: { id: end } })
        return out.note('The session has ended.')
      }
      const { sessions } = await (name === undefined
        ? client.request('GET /api/auth/sessions')
        : client.request('GET /api/users/:id/sessions', { params: { id: await findUser(client, name) } }))
      out.rows(sessions, columns, 'There are no sessions.')
    })
}
