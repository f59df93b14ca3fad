import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { Writable } from 'node:stream'

/**
 * A password from the terminal, unseen and typed twice, or all of standard input but the end of its line. It is no
 * argument, for those stand in the list of processes and in the shell's history.
 * @throws Error when the two differ, or there is none
 */
export async function readPassword(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return refuseEmpty((await text(process.stdin)).replace(/\r?\n$/, ''))
  // What readline would show of the typing goes nowhere.
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true })
  const ask = async (question: string) => {
    process.stderr.write(question)
    const answer = await terminal.question('')
    process.stderr.write('\n')
    return answer
  }
  try {
    const password = await ask(prompt)
    if ((await ask('Again: ')) !== password) throw new Error('The two differ')
    return refuseEmpty(password)
  } finally {
    terminal.close()
  }
}

function refuseEmpty(password: string): string {
  if (password === '') throw new Error('There is no password')
  return password
}
