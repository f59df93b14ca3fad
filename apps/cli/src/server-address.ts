import { CliError } from './cli-error.ts'

export const defaultUrl = 'http://127.0.0.1:3003'

/** Where an address goes on to a page or a route: people copy what their browser shows. */
const beyond =
  /\/(console|runs|start|quarantine|datasets|new|pipelines|live|alerts|keys|users|account|audit|docs|admin|api)(\/.*)?$/

/**
 * The server's address, with the path below which it is found if there is one, from however people write it.
 * @throws CliError wrongUse
 */
export function serverAddress(text: string): string {
  const candidate = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${isHere(text) ? 'http' : 'https'}://${text}`
  const url = URL.canParse(candidate) ? new URL(candidate) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    // A password may be in it.
    const shown = text.replace(/^(\w+:\/\/)?.*@/s, '$1…@')
    throw new CliError('wrongUse', `${shown} is no address of a server`, 'Write it as https://etl.example.org.')
  }
  return url.origin + url.pathname.replace(beyond, '').replace(/\/+$/, '')
}

/** A password goes in clear text nowhere but to this machine, unless that is asked for. */
function isHere(host: string): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?(\/|$)/i.test(host)
}
