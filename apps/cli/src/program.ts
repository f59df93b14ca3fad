import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { alertsCommand } from './commands/alerts/index.ts'
import { apiCommand } from './commands/api.ts'
import { auditCommand } from './commands/audit.ts'
import { cancelCommand } from './commands/cancel.ts'
import { completionCommand } from './commands/completion.ts'
import { completionServerCommand } from './commands/completion-server.ts'
import { datasetsCommand } from './commands/datasets/index.ts'
import { doctorCommand } from './commands/doctor.ts'
import { keysCommand } from './commands/keys/index.ts'
import { loginCommand } from './commands/login.ts'
import { logoutCommand } from './commands/logout.ts'
import { pipelinesCommand } from './commands/pipelines/index.ts'
import { quarantineCommand } from './commands/quarantine/index.ts'
import { recordsCommand } from './commands/records.ts'
import { replayCommand } from './commands/replay.ts'
import { runCommand } from './commands/run.ts'
import { runsCommand } from './commands/runs/index.ts'
import { usersCommand } from './commands/users/index.ts'
import { watchCommand } from './commands/watch.ts'
import { whoamiCommand } from './commands/whoami.ts'
import type { CommandDeps } from './deps.ts'
import { examples } from './examples.ts'
import { exitCodeHelp } from './exit-codes.ts'
import { addGlobalOptions } from './global-options.ts'

/** Every command there is. Errors are thrown, not printed, and nothing exits. */
export function createProgram(deps: CommandDeps): Command {
  const { stdout, stderr } = deps.surroundings
  const program: Command = new Command('syndicate')
    .description('An ETL service that accounts for every record, from a terminal')
    .version(manifest.version, '-V, --version')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      examples(
        ['sign in', 'syndicate login'],
        ['send a file and watch it', 'syndicate run readings.ndjson --pipeline telemetry --watch'],
        ['see what was refused, and why', 'syndicate quarantine --group'],
        ['read what was published', 'syndicate records telemetry --limit 10'],
      ) + `\n${exitCodeHelp}\n`,
    )

  const groups: [title: string, commands: unknown[]][] = [
    ['Sign in:', [loginCommand(deps), logoutCommand(deps), whoamiCommand(deps)]],
    [
      'Runs:',
      [
        runCommand(deps),
        runsCommand(deps),
        watchCommand(deps),
        cancelCommand(deps),
        replayCommand(deps),
        quarantineCommand(deps),
      ],
    ],
    ['Data:', [pipelinesCommand(deps), datasetsCommand(deps), recordsCommand(deps)]],
    ['Administration:', [alertsCommand(deps), usersCommand(deps), keysCommand(deps), auditCommand(deps)]],
    ['Anything else:', [apiCommand(deps)]],
    ['Help:', [doctorCommand(deps), completionCommand(deps)]],
  ]
  for (const [title, commands] of groups) {
    for (const command of commands as Command[]) program.addCommand(command.helpGroup(title))
  }
  program.addCommand(completionServerCommand(deps, () => program) as unknown as Command, { hidden: true })
  program.helpCommand(false)
  equip(program)
  return program
}

/** What is set on a program is not passed on to commands that were made elsewhere. */
function equip(command: Command): void {
  addGlobalOptions(command)
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    equip(child)
  }
}
