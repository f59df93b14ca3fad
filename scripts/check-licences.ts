import { execFileSync } from 'node:child_process'
import { unknownLicences, type Licences } from './src/unknown-licences.ts'

// Every licence under which something is used, here or by what is shipped, is one that was looked at.
const list = execFileSync('pnpm', ['licenses', 'list', '--recursive', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 ** 2,
})
const shipped = execFileSync('pnpm', ['licenses', 'list', '--recursive', '--json', '--prod'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 ** 2,
})
const unknown = unknownLicences(JSON.parse(list) as Licences, JSON.parse(shipped) as Licences)
for (const line of unknown) console.log(`✗ ${line}`)
console.log(unknown.length === 0 ? '✓ licences' : 'Look at them, and add them to scripts/src/unknown-licences.ts')
if (unknown.length > 0) process.exitCode = 1
