import { spawn } from 'node:child_process'
import { Option } from '@commander-js/extra-typings'
import type { Context } from '../context.ts'
import type { Surroundings } from '../surroundings.ts'

/** Of a command that shows what the console has a page for. */
export const webOption = () =>
  new Option('--web', 'open its page of the console; where there is no terminal, print the address')

const openers: Partial<Record<NodeJS.Platform, string[]>> = { darwin: ['open'], win32: ['explorer.exe'] }

/**
 * Opens a page of the console in a browser ($BROWSER, or the system's own). Its address is printed where nobody sits at a
 * terminal, and where there is no browser. Nothing is asked of the server.
 * @param path of the page, such as `/runs`
 * @param query what it filters by
 */
export async function openPage(
  { out, url, lendTerminal }: Context,
  { stdout, env }: Pick<Surroundings, 'stdout' | 'env'>,
  path: string,
  query: Record<string, string | undefined> = {},
): Promise<void> {
  const page = new URL(url() + path)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) page.searchParams.set(name, value)
  const address = page.href
  const [command, ...args] = env['BROWSER'] ? [env['BROWSER']] : (openers[process.platform] ?? ['xdg-open'])
  const opened = stdout.isTTY && !out.json && (await lendTerminal(() => start(command!, [...args, address])))
  if (opened) out.note(`Opened ${address}`)
  else out.value({ url: address }, () => address)
}

/** A browser that stays, as those in a terminal do, has the terminal until it ends. */
function start(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: [0, 2, 'ignore'] })
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}
