/** As far as an id tells the millisecond it was made in: what is shorter, many runs share. */
const shortest = 13

/** How ids are shown to people: as much of each as tells it from the others, which commands take as well. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const different = new Set(ids)
  for (let length = shortest; ; length++) {
    const cut = (id: string) => id.slice(0, length).replace(/-$/, '')
    if (length >= 36 || new Set([...different].map(cut)).size === different.size) return cut
  }
}
