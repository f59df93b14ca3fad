import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../../deps.ts'
import { addDestinationCommand } from './add.ts'
import { listDestinationsCommand } from './list.ts'
import { removeDestinationCommand } from './remove.ts'

export function destinationsCommand(deps: CommandDeps) {
  return new Command('destinations')
    .description('Where alerts are sent; administrators add and remove')
    .addCommand(listDestinationsCommand(deps), { isDefault: true })
    .addCommand(addDestinationCommand(deps))
    .addCommand(removeDestinationCommand(deps))
}
