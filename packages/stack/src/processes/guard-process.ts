import { spawn } from 'node:child_process'

const script = `
read -r _ && exit 0
kill -s "$2" "$1" 2>/dev/null
[ "$3" -gt 0 ] || exit 0
n=0
while [ "$n" -lt "$3" ]; do sleep 1; kill -0 "$1" 2>/dev/null || exit 0; n=$((n + 1)); done
kill -s KILL "$1" 2>/dev/null
`

/**
 * Stops process `pid` if this process dies first, even by SIGKILL: a small shell outlives us and waits on a pipe that only
 * we hold open. Returns the way to call it off.
 * @param killAfterMs until SIGKILL follows `signal`; Infinity means never
 */
export function guardProcess(pid: number, signal: NodeJS.Signals, killAfterMs: number): () => void {
  const killAfterSeconds = Number.isFinite(killAfterMs) ? Math.ceil(killAfterMs / 1000) : 0
  const guard = spawn('/bin/sh', ['-c', script, 'guard', `${pid}`, signal.replace('SIG', ''), `${killAfterSeconds}`], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  return () => void guard.stdin.end('done\n')
}
