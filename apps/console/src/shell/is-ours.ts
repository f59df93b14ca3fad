import { base } from '../data/base.ts'

/** Addresses of the console: the gateway's own pages, and whatever else is on this host, are left to the browser. */
export const isOurs = new RegExp(`^${base.replaceAll('.', '\\.')}/(?!docs|admin|api|metrics|ready|health)`)
