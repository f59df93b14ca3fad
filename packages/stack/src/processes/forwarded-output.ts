import type { ChildOutput } from './child-output.ts'

/** The child's output goes on to `write`, line by line: for a container, whose log is its standard output. */
export function createForwardedOutput(write: (text: string) => void): ChildOutput {
  let unread: string[] = []
  let last: string[] = []
  let reading = true
  function take(line: string): void {
    write(`${line}\n`)
    last = [...last.slice(-39), line]
    if (reading) unread.push(line)
  }
  return {
    stdio: ['ignore', 'pipe', 'pipe'],
    attach(child) {
      for (const stream of [child.stdout, child.stderr]) {
        let rest = ''
        stream?.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n')
          rest = lines.pop() ?? ''
          lines.forEach(take)
        })
        stream?.on('end', () => rest && take(rest))
      }
    },
    read() {
      const lines = unread
      unread = []
      return lines
    },
    stopReading() {
      reading = false
      unread = []
    },
    tail: () => last.join('\n'),
  }
}
