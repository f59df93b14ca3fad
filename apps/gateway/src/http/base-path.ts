import type { App } from '../app-type.ts'

/** Headers of ours that name an address: `/docs`, and `</api/runs?cursor=…>; rel="next"`. */
const addresses = { location: /^\/(?!\/)/, link: /(?<=^<)\/(?!\/)/ }

/**
 * The address of a request as the gateway knows it: without the path of PUBLIC_URL, where a proxy has left that on.
 * @param base such as `/etl`
 */
export function withoutBase(base: string, url: string): string {
  const rest = url.startsWith(base) ? url.slice(base.length) : undefined
  if (rest === undefined || !/^([/?]|$)/.test(rest)) return url
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Puts the path of PUBLIC_URL before the addresses that answers lead to. Pages and bodies name theirs themselves.
 * @throws Error where an address of the gateway's own begins so, for then nobody could tell which one is meant
 */
export function leadBelowBase(app: App, base: string): void {
  if (base === '') return
  app.addHook('onRoute', ({ url }) => {
    if (url === base || url.startsWith(`${base}/`))
      throw new Error(`PUBLIC_URL ends in ${base}, where the gateway has ${url}: choose another path`)
  })
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, beginning] of Object.entries(addresses)) {
      const value = reply.getHeader(name)
      if (typeof value === 'string') reply.header(name, value.replace(beginning, `${base}/`))
    }
  })
}
