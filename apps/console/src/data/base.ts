/** The path below which everything is served, such as `/etl`; empty for none. Scripts are in `assets`, below it. */
export const base = /^(.*)\/assets\/[^/]+$/.exec(new URL(import.meta.url).pathname)?.[1] ?? ''

/** An address of this host, as pages name theirs: without what all of them begin with. */
export function withoutBase(path: string): string {
  return path.slice(base.length) || '/'
}
