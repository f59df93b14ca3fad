import { useLocation } from 'preact-iso'

/** What the address says after the question mark, and a way to change it. So a filter survives a reload and can be sent to somebody. */
export function useQuery(): [Record<string, string>, (change: Record<string, string | undefined>) => void] {
  const { path, query, route } = useLocation()
  return [
    query,
    (change) => {
      const next = new URLSearchParams(query)
      for (const [name, value] of Object.entries(change)) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
      route(next.size > 0 ? `${path}?${next}` : path, true)
    },
  ]
}
