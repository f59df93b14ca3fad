import type { Fixture, Format, Run } from '@syndicate/contracts'
import type { Sample } from '../../data/preview.ts'
import { binaryFormats } from '../../pipeline/input-form.ts'

export type SampleKind = 'run' | 'dataset' | 'fixture' | 'text' | 'file'

/** What a pipeline is to be tried with. Of each kind it is kept what was chosen, so that one may go back. */
export interface SampleChoice {
  /** undefined: the first of these of which there is something. */
  kind?: SampleKind
  run?: string
  dataset?: string
  /** Which of the fixtures. */
  fixture?: number
  text: string
  file: File | null
}

/** What there is to choose from. */
export interface SampleOffer {
  /** With inputs that are kept, newest first. */
  runs: Run[]
  fixtures: Pick<Fixture, 'name' | 'input' | 'format'>[]
  /** Where the pipeline publishes to. */
  dataset: string | undefined
}

export const nothingChosen: SampleChoice = { text: '', file: null }

/** Of what kind the sample is: an earlier input is likest to the next one, and a fixture better than nothing. */
export function kindOf({ kind }: SampleChoice, { runs, fixtures }: SampleOffer): SampleKind {
  if (kind) return kind
  if (runs.length > 0) return 'run'
  return fixtures.length > 0 ? 'fixture' : 'text'
}

interface Tried {
  sample: Sample
  format?: Format | undefined
}

/** What is tried. Nothing is chosen where the text is empty. */
export function sampleOf(choice: SampleChoice, offer: SampleOffer): Tried {
  const nothing = { sample: { text: '' } }
  switch (kindOf(choice, offer)) {
    case 'run': {
      const run = choice.run ?? offer.runs[0]?.runId
      return run === undefined ? nothing : { sample: { run } }
    }
    case 'dataset': {
      const dataset = choice.dataset ?? offer.dataset
      return dataset === undefined ? nothing : { sample: { dataset } }
    }
    case 'fixture': {
      const fixture = offer.fixtures[choice.fixture ?? 0] ?? offer.fixtures[0]
      return fixture ? { sample: contentOf(fixture), format: fixture.format } : nothing
    }
    case 'file':
      return choice.file ? { sample: { file: choice.file } } : nothing
    case 'text':
      return { sample: { text: choice.text } }
  }
}

/** Whether there is nothing to try. */
export function isNothing({ sample }: Tried): boolean {
  return 'text' in sample && sample.text === ''
}

/** The fixtures that somebody is writing, as far as they can be tried. */
export function fixturesIn(written: unknown): SampleOffer['fixtures'] {
  const { fixtures } = (written ?? {}) as { fixtures?: unknown }
  const isFixture = (each: unknown): each is Fixture =>
    typeof (each as Fixture | null)?.name === 'string' && typeof (each as Fixture).input === 'string'
  return Array.isArray(fixtures) ? fixtures.filter(isFixture) : []
}

/** Where what somebody is writing publishes to, where that says so. */
export function datasetIn(written: unknown): string | undefined {
  const { dataset } = (written ?? {}) as { dataset?: unknown }
  return typeof dataset === 'string' ? dataset : undefined
}

/** One that says its format is what that is; of another it is known that its text is text. */
function contentOf({ input, format }: SampleOffer['fixtures'][number]): Sample {
  return format && binaryFormats.includes(format) ? { base64: input } : { text: input }
}
