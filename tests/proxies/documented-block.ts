import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/proxies.md'), 'utf8')

/**
 * A block of docs/proxies.md as it stands, but for what differs from one installation to the next.
 * @param heading of the section whose first block it is
 * @param changes from what the page says to what is so here
 * @throws Error when the page does not say it
 */
export function documentedBlock(heading: string, changes: Record<string, string>): string {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`))
  const block = /^```\w+\n(.*?)^```$/ms.exec(section ?? '')?.[1]
  if (block === undefined) throw new Error(`docs/proxies.md has no block under ${heading}`)
  return Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`docs/proxies.md says nothing of ${from} under ${heading}`)
    return text.replaceAll(from, to)
  }, block)
}
