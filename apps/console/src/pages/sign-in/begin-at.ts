/** Where to begin at the provider, to go on where this page is: the server's address of itself may have a path. */
export function beginAt(start: string, here: Pick<Location, 'pathname' | 'search' | 'hash'> = location): string {
  const url = new URL(start)
  const base = url.pathname.replace(/\/api\/auth\/oidc$/, '')
  const path = here.pathname.startsWith(`${base}/`) ? here.pathname.slice(base.length) : '/'
  const query = new URLSearchParams(here.search)
  query.delete('refused')
  const search = query.size === 0 ? '' : `?${query}`
  url.searchParams.set('returnTo', path + search + here.hash)
  return url.href
}
