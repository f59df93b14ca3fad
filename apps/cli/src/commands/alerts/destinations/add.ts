import { Command, Option } from '@commander-js/extra-typings'
import type { DestinationKind, NewAlertDestination } from '@syndicate/contracts'
import { destinationKinds } from '@syndicate/contracts/words'
import { CliError } from '../../../cli-error.ts'
import type { CommandDeps } from '../../../deps.ts'
import { examples } from '../../../examples.ts'

export function addDestinationCommand({ context }: CommandDeps) {
  return new Command('add')
    .description('Add a destination. Of a webhook, prints the secret that signs, this once')
    .argument('<name>', 'what it is called')
    .argument('<address...>', 'the URL, or people by e-mail')
    .addOption(new Option('--kind <kind>', 'what takes it there').choices(destinationKinds).makeOptionMandatory())
    .addHelpText(
      'after',
      examples(
        [
          'a server of yours',
          'syndicate alerts destinations add "on call" https://hooks.example.org/syndicate --kind webhook',
        ],
        ['people', 'syndicate alerts destinations add team ada@example.org bob@example.org --kind email'],
      ),
    )
    .action(async (name, addresses, { kind }) => {
      const { client, out } = context()
      const body = wanted(name, kind, addresses)
      const made = await (await client()).request('POST /api/alerts/destinations', { body })
      out.value(made, () => made.secret ?? `${made.name} is added`)
      if (made.secret) out.note('This signs what is sent there. Keep it: it is not shown again.')
    })
}

function wanted(name: string, kind: DestinationKind, addresses: string[]): NewAlertDestination {
  if (kind === 'email') return { name, kind, to: addresses }
  const [url, ...more] = addresses
  if (url !== undefined && more.length === 0) return { name, kind, url }
  throw new CliError('wrongUse', `What is sent by ${kind} goes to one URL`)
}
