import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'

export function revokeKeyCommand({ context }: CommandDeps) {
  return new Command('revoke')
    .description('Revoke an API key, everywhere at once')
    .argument('<id>')
    .addHelpText(
      'after',
      examples(['the id is in the list', 'syndicate keys revoke 019b7c1e-5a00-7000-8000-0123456789ab']),
    )
    .action(async (id) => {
      const { client, out } = context()
      await (await client()).request('DELETE /api/keys/:id', { params: { id } })
      out.note('The key is revoked.')
    })
}
