/** A longer one would make a cookie that browsers drop. */
const longest = 1_500

/** No page's; takes part in no request. */
const base = 'http://here.invalid'

/** The path to go on at: one of ours, as a browser reads it; `/` for whatever would lead elsewhere. */
export function returnPath(text: string | undefined): string {
  if (text === undefined || !text.startsWith('/') || !URL.canParse(text, base)) return '/'
  const { origin, pathname, search, hash } = new URL(text, base)
  // `/.//elsewhere` becomes `//elsewhere`, which is another host to whoever reads it once more.
  if (origin !== base || pathname.startsWith('//')) return '/'
  const path = pathname + search + hash
  return path.length <= longest ? path : '/'
}
