import { browser, isBrowser } from './runtime.ts'

/** The gateway's cookies: a browser keeps them itself, elsewhere they are kept here. */
export function createCookies() {
  const jar = new Map<string, string>()

  function take(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (name === undefined) return
    if (!value || /; *max-age=0|; *expires=thu, 01 jan 1970/i.test(line)) jar.delete(name)
    else jar.set(name, value)
  }

  const text = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

  return {
    keep(response: Response): void {
      if (!isBrowser) response.headers.getSetCookie().forEach(take)
    },
    headers: (): Record<string, string> => (jar.size ? { cookie: text() } : {}),
    /** The token as the cookie has it: another tab may have changed it. */
    csrf: (): string | undefined =>
      /(?:^|; )csrfToken=([^;]+)/.exec(isBrowser ? (browser.document?.cookie ?? '') : text())?.[1],
  }
}
