import type { Format, PipelinePreview } from '@syndicate/contracts'
import { encodingOf } from '../pipeline/input-form.ts'
import { client, isClientError } from './client.ts'

/** What is tried of a file with each change, in bytes: with its base64, little enough for any request. */
const sampleBytes = 512 * 1024
/** How many records are told of each kind. */
const mostShown = 50

/** What a pipeline is tried with: something written, a file, the input of a run, or what is live in a dataset. */
export type Sample = { text: string } | { base64: string } | { file: File } | { run: string } | { dataset: string }

interface Trying {
  /** As somebody is writing it. */
  definition: unknown
  sample: Sample
  /** Of what is written, where that is not what the pipeline reads. */
  format?: Format | undefined
}

/**
 * What a pipeline would make of a sample.
 * @returns null where that cannot be told: the file is compressed, or large and in one piece
 * Throws ClientError invalid-pipeline, empty-input, and what is wrong with the sample.
 */
export async function previewPipeline(
  { definition, sample, format }: Trying,
  signal?: AbortSignal,
): Promise<PipelinePreview | null> {
  const sent = 'file' in sample ? await headOf(sample.file, definition) : { sample }
  if (!sent) return null
  const body = { definition, ...sent, ...(format && { format }), limit: mostShown }
  try {
    return await client.request('POST /api/pipelines/preview', { body, signal })
  } catch (error) {
    if ('part' in sent && isClientError(error) && error.code === 'malformed-input') return null
    throw error
  }
}

async function headOf(file: File, definition: unknown): Promise<{ sample: { base64: string }; part?: true } | null> {
  const isCut = file.size > sampleBytes
  const { format } = (definition ?? {}) as { format?: unknown }
  // A YAML is read whole.
  if (encodingOf(file.name) || (isCut && format === 'yaml')) return null
  const sample = { base64: await base64Of(file.slice(0, sampleBytes)) }
  return isCut ? { sample, part: true } : { sample }
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'))
    reader.readAsDataURL(blob)
  })
}
