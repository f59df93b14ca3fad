import { useLocation } from 'preact-iso'
import { withoutBase } from './base.ts'

/** What the address says after the question mark, and a way to change it. So a filter survives a reload and can be sent to somebody. */
export function useQuery(): [Record<string, string>, (change: Record<string, string | undefined>) => void] {
  const { query, route } = useLocation()
  return [
    query,
    (change) => {
      // As it is now: whoever changes it late may have been drawn with an older one.
      const { pathname, search } = location
      const path = withoutBase(pathname)
      const next = new URLSearchParams(search)
      for (const [name, value] of Object.entries(change)) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
      route(next.size > 0 ? `${path}?${next}` : path, true)
    },
  ]
}
