import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import type { Finding } from '../doctor/check.ts'
import { checkCaller } from '../doctor/check-caller.ts'
import { checkServer } from '../doctor/check-server.ts'
import { examples } from '../examples.ts'

/** What the packed command runs on; from its sources it takes what the project does. */
const leastNode = 20

export function doctorCommand({ context }: CommandDeps) {
  return new Command('doctor')
    .description('Check this machine, the server and everything between, and say what to do')
    .addHelpText(
      'after',
      examples(['when something does not work', 'syndicate doctor'], ['for a monitor', 'syndicate doctor --json']),
    )
    .action(async () => {
      const here = context()
      const server = await checkServer(here.url())
      const reached = server[0]!.ok
      const findings = [checkNode(process.versions.node), ...server, ...(reached ? await checkCaller(here) : [])]
      for (const finding of findings) {
        here.out.value(shown(finding), ({ good, bad, dim }) => {
          const { name, ok, found, advice } = finding
          const line = `${ok ? good('✓') : bad('✗')} ${name.padEnd(12)} ${found}`
          return ok || !advice ? line : `${line}\n  ${dim(advice)}`
        })
      }
      const worst = findings.find(({ ok }) => !ok)
      if (worst) here.endWith(worst.exit ?? 'failed')
    })
}

function shown({ exit: _exit, ...finding }: Finding): object {
  return finding
}

function checkNode(version: string): Finding {
  if (Number.parseInt(version, 10) >= leastNode) return { name: 'node', ok: true, found: version }
  return { name: 'node', ok: false, found: version, advice: `Node ${leastNode} or later is needed.`, exit: 'failed' }
}
