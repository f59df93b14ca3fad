import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import type { Finding } from '../doctor/check.ts'
import { checkCaller } from '../doctor/check-caller.ts'
import { checkServer } from '../doctor/check-server.ts'
import { checkSystem } from '../doctor/check-system.ts'
import { examples } from '../examples.ts'
import type { Paint } from '../output/paint.ts'
import { printable } from '../output/printable.ts'

/** What the packed command runs on; from its sources it takes what the project does. */
const leastNode = 20

export function doctorCommand({ context }: CommandDeps) {
  return new Command('doctor')
    .description('Check this machine, the server, what it depends on and everything between, and say what to do')
    .addHelpText(
      'after',
      examples(['when something does not work', 'syndicate doctor'], ['for a monitor', 'syndicate doctor --json']),
    )
    .action(async () => {
      const here = context()
      const server = await checkServer(here.url())
      const reached = server[0]!.ok
      const caller = reached ? await checkCaller(here) : []
      const system = caller[0]?.ok ? await checkSystem(here) : []
      const findings = [checkNode(process.versions.node), ...server, ...caller, ...system]
      const calm = here.out.json ? [] : system.filter(isCalm)
      const told = findings.filter((finding) => !calm.includes(finding))
      if (calm.length > 0) told.push(summed(calm, system))
      for (const finding of told) here.out.value(shown(finding), (paint) => lineOf(finding, paint))
      const worst = findings.find(({ ok }) => !ok)
      if (worst) here.endWith(worst.exit ?? 'failed')
    })
}

/** Of what the server looked at there is much, and people want to know of what is not well. */
function isCalm({ ok, warning }: Finding): boolean {
  return ok && !warning
}

function summed(calm: Finding[], system: Finding[]): Finding {
  const found =
    calm.length === system.length ? `${calm.length} things looked at` : `${calm.length} other things are well`
  return { name: 'system', ok: true, found }
}

function lineOf({ name, ok, warning, found, advice }: Finding, { good, bad, warn, dim }: Paint): string {
  const mark = ok ? (warning ? warn('!') : good('✓')) : bad('✗')
  const line = `${mark} ${name.padEnd(12)} ${printable(found)}`
  return advice === undefined || (ok && !warning) ? line : `${line}\n  ${dim(printable(advice))}`
}

function shown({ exit: _exit, ...finding }: Finding): object {
  return finding
}

function checkNode(version: string): Finding {
  if (Number.parseInt(version, 10) >= leastNode) return { name: 'node', ok: true, found: version }
  return { name: 'node', ok: false, found: version, advice: `Node ${leastNode} or later is needed.`, exit: 'failed' }
}
