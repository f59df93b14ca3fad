import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { issueKeyCommand } from './issue.ts'
import { listKeysCommand } from './list.ts'
import { revokeKeyCommand } from './revoke.ts'

export function keysCommand(deps: CommandDeps) {
  return new Command('keys')
    .description('API keys for programs: list, issue, revoke. They take a session; a key makes no keys')
    .addCommand(listKeysCommand(deps), { isDefault: true })
    .addCommand(issueKeyCommand(deps))
    .addCommand(revokeKeyCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['which there are, and when they were used last', 'syndicate keys'],
        ['a new one', 'syndicate keys issue nightly --scope start read'],
      ),
    )
}
