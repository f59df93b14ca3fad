/** What would be lost by leaving the page, each as the question to whoever is about to. */
const held = new Set<{ question: string }>()

/** Something would be lost by leaving the page from now on. @returns what says that this is over */
export function holdPage(question: string): () => void {
  const mine = { question }
  held.add(mine)
  return () => void held.delete(mine)
}

export function isHeld(): boolean {
  return held.size > 0
}

/** Asks who is about to leave, where something would be lost; who said yes is not asked again. */
export function mayLeave(): boolean {
  for (const mine of held) {
    if (!confirm(mine.question)) return false
    held.delete(mine)
  }
  return true
}
