import type { ProblemPlace } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { readDefinitionText, type DefinitionText, type Mark } from '../../pipeline/definition-text.ts'

interface Saving {
  /** What is about to be saved; null: nothing. */
  written: { definition: unknown } | null
  /** What is wrong with this text, as saving it showed; null: nothing, or it is another text by now. */
  refused: Mark[] | null
  begin: () => void
  end: () => void
  /** What the server finds wrong with it. */
  refuse: (places: ProblemPlace[]) => void
}

/** Saving a text: as far as it is YAML, and with what is wrong told by its lines. */
export function useSaving(text: string): Saving {
  const [source, setSource] = useState<DefinitionText | null>(null)
  const [refusal, setRefusal] = useState<{ text: string; marks: Mark[] } | null>(null)
  return {
    written: source && { definition: source.written },
    refused: refusal?.text === text ? refusal.marks : null,
    begin() {
      const read = readDefinitionText(text)
      setRefusal(read.fault && { text, marks: [read.fault] })
      setSource(read.fault ? null : read)
    },
    end: () => setSource(null),
    refuse(places) {
      setRefusal({ text, marks: source?.marksOf(places, 2) ?? [] })
      setSource(null)
    },
  }
}
