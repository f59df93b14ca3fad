import { parseArgs } from 'node:util'
import { logIn } from './src/log-in.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { user: { type: 'string', default: 'trader1' }, password: { type: 'string', default: 'password123' } },
})
const url = positionals[0] ?? 'http://127.0.0.1:3003'

try {
  const login = await logIn(url, values.user, values.password)
  console.log(
    `${login.status} ${login.message} (${login.ms.toFixed(1)} ms; the server says ${login.serverMs ?? '?'} ms)`,
  )
  for (const { name, size, attributes } of login.cookies)
    console.log(`  ${name}: ${size} bytes; ${attributes.join('; ')}`)
  if (login.session) console.log(`  session: ${login.session.message} (${login.session.ms.toFixed(1)} ms)`)
  if (login.problems.length > 0) throw new Error(login.problems.join('\n'))
} catch (error) {
  console.error(`✗ ${url}: ${(error as Error).cause ? String((error as Error).cause) : (error as Error).message}`)
  process.exitCode = 1
}
