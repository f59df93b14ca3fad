import { parseArgs } from 'node:util'
import { ProblemError, Role, Username } from '@syndicate/contracts'
import { createPasswords, createUser } from '@syndicate/identity'
import { Check } from 'typebox/schema'
import { catalogOrExit } from './src/catalog-or-exit.ts'
import { readPassword } from './src/read-password.ts'

const usage = `pnpm users:create NAME --role ${Role.enum.join('|')}      asks for the password, or reads it from standard input`

const { positionals, values } = parseArgs({ allowPositionals: true, options: { role: { type: 'string' } } })
const role = Role.enum.find((each) => each === values.role)
const [username = ''] = positionals
if (positionals.length !== 1 || !role || !Check(Username, username)) {
  console.error(`Usage: ${usage}\nNAME: letters, digits and . _ @ -, at most 64`)
  process.exit(2)
}

const catalog = catalogOrExit(process.env)
try {
  const password = await readPassword(`Password for ${username}: `)
  await catalog.migrate()
  const user = await createUser(
    { users: catalog.users, passwords: createPasswords({ maxHashing: 1 }) },
    { username, password, role },
  )
  console.log(`✓ ${user.username} may sign in as ${user.role} (${user.id})`)
} catch (error) {
  console.error(`✗ ${error instanceof ProblemError ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await catalog.close()
}
