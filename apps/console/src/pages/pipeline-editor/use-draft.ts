import { useEffect, useState } from 'preact/hooks'
import { dropDraft, keepDraft, readDraft, type Draft } from './draft.ts'

interface Drafting {
  /** The text as it is now. */
  text: string
  write: (text: string) => void
  /** The version it was made of; 0: none. */
  seen: number
  isChanged: boolean
  /** What was found here when the page was opened, until it is changed or dropped. */
  found: Draft | null
  /** Nothing of it is wanted any more, or all of it is saved. */
  drop: () => void
}

/** A text that somebody changes, and does not lose by leaving the page. @param made what it is made of, and which version that is */
export function useDraft(name: string, made: { text: string; seen: number }): Drafting {
  const [draft, setDraft] = useState(() => readDraft(name))
  const [found, setFound] = useState(draft)
  const isChanged = draft !== null && draft.text !== made.text

  useEffect(() => {
    if (!isChanged) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isChanged])

  function drop(): void {
    dropDraft(name)
    setDraft(null)
    setFound(null)
  }

  return {
    text: draft?.text ?? made.text,
    seen: draft?.seen ?? made.seen,
    isChanged,
    found: isChanged ? found : null,
    write(text) {
      if (text === made.text) return drop()
      const next = { text, seen: draft?.seen ?? made.seen, at: new Date().toISOString() }
      keepDraft(name, next)
      setDraft(next)
      setFound(null)
    },
    drop,
  }
}
