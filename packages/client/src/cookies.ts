/** The gateway's cookies, where no browser keeps them. */
export function createCookies() {
  const jar = new Map<string, string>()

  function take(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (name === undefined) return
    if (!value || /; *max-age=0|; *expires=thu, 01 jan 1970/i.test(line)) jar.delete(name)
    else jar.set(name, value)
  }

  return {
    keep: (response: Response): void => response.headers.getSetCookie().forEach(take),
    get: (name: string): string | undefined => jar.get(name),
    headers: (): Record<string, string> =>
      jar.size ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {},
  }
}
