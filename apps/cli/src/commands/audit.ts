import { Command, Option } from '@commander-js/extra-typings'
import type { AuditEntry } from '@syndicate/contracts'
import { pointInTime } from '../arguments/point-in-time.ts'
import { wholeNumber } from '../arguments/whole-number.ts'
import { auditKinds, auditOutcomes } from '@syndicate/contracts/words'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { formatTime } from '../output/figures.ts'
import type { Column } from '../output/table.ts'
import { takePages } from '../pages.ts'
import { findUser } from '../users/find-user.ts'

const columns: Column<AuditEntry>[] = [
  { title: 'AT', of: ({ at }) => formatTime(at) },
  { title: 'KIND', of: ({ kind }) => kind },
  {
    title: 'OUTCOME',
    of: ({ outcome, code }) => (code ? `${outcome} (${code})` : outcome),
    paint: ({ outcome }) => (outcome === 'done' ? undefined : 'bad'),
  },
  { title: 'TIMES', of: ({ times }) => times, align: 'right' },
  { title: 'BY', of: ({ userId, route, agent }) => userId ?? (route === null ? agent : null), shrinks: true },
  { title: 'ADDRESS', of: ({ address }) => address },
  { title: 'ROUTE', of: ({ route }) => route, shrinks: true },
  { title: 'TARGET', of: ({ target, version }) => (version === null ? target : `${target} ${version}`), shrinks: true },
]

export function auditCommand({ context }: CommandDeps) {
  return new Command('audit')
    .description('Who did what to what, newest first; for administrators')
    .addOption(new Option('--kind <kind>', 'only this').choices(auditKinds))
    .addOption(new Option('--outcome <outcome>', 'only what ended so').choices(auditOutcomes))
    .option('--user <name>', 'only what a user did, by name or id')
    .option('--target <id>', 'only what was done to this')
    .option('--address <address>', 'only what came from there')
    .option('--since <time>', 'since then: 2026-01-02T03:04:05Z, or 30m, 2h, 7d ago', (text) => pointInTime(text))
    .option('--until <time>', 'until then', (text) => pointInTime(text))
    .option('--limit <count>', 'at most so many', wholeNumber(1), 50)
    .addHelpText(
      'after',
      examples(
        ['who was refused in the last hour', 'syndicate audit --outcome refused --since 1h'],
        ['everything one user did', 'syndicate audit --user ada --limit 1000'],
      ),
    )
    .action(async ({ limit, user, ...filter }) => {
      const { client: connect, out } = context()
      const client = await connect()
      const query = { ...filter, user: user === undefined ? undefined : await findUser(client, user) }
      out.rows(
        await takePages(client, 'GET /api/audit', { name: 'entries', limit, mostAtOnce: 1000, query }),
        columns,
        'There are no such entries.',
      )
    })
}
