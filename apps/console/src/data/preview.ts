import type { Format, PipelinePreview } from '@syndicate/contracts'
import { encodingOf } from '../pipeline/input-form.ts'
import { client } from './client.ts'

/** What is tried of a file with each change, in bytes: with its base64, little enough for any request. */
const sampleBytes = 512 * 1024
/** Formats of which the beginning is an input by itself. */
const cuttable: unknown[] = ['csv', 'ndjson'] satisfies Format[]
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
  const sent = 'file' in sample ? await headOf(sample.file, definition) : sample
  if (!sent) return null
  const body = { definition, sample: sent, ...(format && { format }), limit: mostShown }
  return client.request('POST /api/pipelines/preview', { body, signal })
}

async function headOf(file: File, definition: unknown): Promise<{ base64: string } | null> {
  const isCut = file.size > sampleBytes
  const { format } = (definition ?? {}) as { format?: unknown }
  if (encodingOf(file.name) || (isCut && !cuttable.includes(format))) return null
  return { base64: await base64Of(isCut ? await untilLineEnd(file.slice(0, sampleBytes)) : file) }
}

/** Its last line may be cut. */
async function untilLineEnd(head: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await head.arrayBuffer())
  return head.slice(0, bytes.lastIndexOf(0x0a) + 1)
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'))
    reader.readAsDataURL(blob)
  })
}
