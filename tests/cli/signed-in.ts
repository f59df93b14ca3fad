import { afterAll } from 'vitest'
import { developer } from '../acceptance/client.ts'
import { startSystem, type System, type SystemOptions } from '../acceptance/system.ts'
import { createCli, type Cli } from './syndicate.ts'

/** A system of a file's own and the command as an administrator has it who has signed in there. Both are gone after the last test. */
export async function startSignedIn(options: SystemOptions): Promise<{ system: System; cli: Cli }> {
  const system = await startSystem(options)
  const cli = createCli(system.url)
  afterAll(async () => {
    cli.remove()
    await system.stop()
  })
  await signIn(cli)
  return { system, cli }
}

/** Signs in from a script, as an administrator. */
export async function signIn(cli: Cli): Promise<void> {
  const { username, password } = developer
  const { code, err } = await cli.run(['login', '--username', username, '--password-stdin'], password)
  if (code !== 0) throw new Error(err)
}
