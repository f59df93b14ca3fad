/** What a key stands for: somewhere to go, or something to do. */
export type Deed = { go: string } | 'help' | 'search' | 'new'

/** A key that goes to a place is waited for so long after `g`, in milliseconds. */
const waitMs = 1_500

/** What is asked of a page by single keys. @param goTo where each key leads after `g` @returns null where a key says nothing */
export function createKeyReader(goTo: ReadonlyMap<string, string>): (key: string, at: number) => Deed | null {
  let wentAt = Number.NEGATIVE_INFINITY
  return (key, at) => {
    const follows = at - wentAt <= waitMs
    wentAt = Number.NEGATIVE_INFINITY
    const href = follows && goTo.get(key)
    if (href) return { go: href }
    if (key === 'g') wentAt = at
    if (key === '?') return 'help'
    if (key === '/') return 'search'
    return key === 'n' ? 'new' : null
  }
}
