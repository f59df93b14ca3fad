/** Addresses of the console: the gateway's own pages are left to the browser. */
export const isOurs = /^\/(?!docs|admin|api|metrics|ready|health)/
