/** As much of a browser as signing in takes: it keeps cookies by host and path, and goes where it is led. */
export function createSmallBrowser(reached: Record<string, string> = {}) {
  const jar = new Map<string, { host: string; path: string; pair: string }>()

  function keep(url: URL, response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const named = Object.fromEntries(attributes.map((each) => each.toLowerCase().split('='))) as Record<
        string,
        string
      >
      const path = /; path=([^;]+)/i.exec(line)?.[1] ?? '/'
      const key = `${url.host} ${path} ${pair.split('=', 1)[0]}`
      const isOver = named['max-age'] === '0' || Date.parse(/; expires=([^;]+)/i.exec(line)?.[1] ?? '') < Date.now()
      if (isOver) jar.delete(key)
      else jar.set(key, { host: url.host, path, pair })
    }
  }

  function cookiesFor({ host, pathname }: URL): string {
    const mine = [...jar.values()].filter((each) => each.host === host && pathname.startsWith(each.path))
    return mine.map(({ pair }) => pair).join('; ')
  }

  /** Asks once, and is led nowhere. */
  async function ask(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address)
    const [from = '', to = ''] = Object.entries(reached).find(([each]) => address.startsWith(each)) ?? []
    const response = await fetch(from === '' ? address : to + address.slice(from.length), {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: cookiesFor(url), ...(init.headers as object) },
    })
    keep(url, response)
    return response
  }

  return {
    ask,
    /** What it holds for an address, by name. */
    cookies: (address: string) =>
      new Map(
        cookiesFor(new URL(address))
          .split('; ')
          .map((each) => each.split('=', 2) as [string, string]),
      ),
    /** A cookie it was never given. */
    plant: (address: string, pair: string) => {
      const { host } = new URL(address)
      jar.set(`${host} planted ${pair}`, { host, path: '/', pair })
    },

    /** Goes where it is led, until it is led to what `stop` says or nowhere. @returns where that is */
    async follow(address: string, stop: (url: string) => boolean, init: RequestInit = {}): Promise<string> {
      let url = address
      for (let leads = 0, sent = init; leads < 12 && !stop(url); leads += 1, sent = {}) {
        const response = await ask(url, sent)
        await response.body?.cancel()
        const location = response.headers.get('location')
        if (location === null) return url
        url = new URL(location, url).href
      }
      return url
    },
  }
}
