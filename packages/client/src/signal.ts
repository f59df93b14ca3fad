/** Listeners of one thing that happens. */
export function createSignal<T = void>() {
  const listeners = new Set<(value: T) => void>()
  return {
    on(listener: (value: T) => void): () => void {
      // One of its own, so that the same function may listen twice.
      const own = (value: T) => listener(value)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    emit(value: T): void {
      for (const listener of listeners) listener(value)
    },
  }
}
