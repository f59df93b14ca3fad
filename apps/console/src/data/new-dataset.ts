import type { UploadProgress } from '@syndicate/client'
import type { AcceptedRun, Format, Inference, PipelineDefinition, PipelinePreview, QueryOf } from '@syndicate/contracts'
import { encodingOf } from '../pipeline/input-form.ts'
import { client, isClientError } from './client.ts'

const inferRoute = 'POST /api/pipelines/infer'
/** What is looked at of a file, in bytes: the server reads no more. */
const headBytes = 4 * 1024 * 1024
/** What is tried of it with each change, in bytes: with its base64, little enough for any request. */
const sampleBytes = 512 * 1024
/** Formats of which the beginning is an input by itself. */
const cuttable: Format[] = ['csv', 'ndjson']
/** A gateway beside the one that made a pipeline knows it within a second. In milliseconds. */
const knownEverywhereMs = 1_500

/** How a file is read, where somebody says so. */
export type SaidReading = Omit<QueryOf<typeof inferRoute>, 'name' | 'part' | 'run' | 'dataset'>

/** What the beginning of a file tells. */
export function inferFile(file: File, said: SaidReading, signal?: AbortSignal): Promise<Inference> {
  const encoding = encodingOf(file.name)
  return client.request(inferRoute, {
    query: { name: file.name.slice(-300), ...(file.size > headBytes && { part: 'true' as const }), ...said },
    headers: { 'content-type': 'application/octet-stream', ...(encoding && { 'content-encoding': encoding }) },
    body: file.slice(0, headBytes),
    signal,
  })
}

/**
 * What a pipeline would make of the beginning of a file.
 * @returns null where that cannot be told: the file is compressed, or large and in one piece
 */
export async function previewFile(
  file: File,
  definition: PipelineDefinition,
  signal?: AbortSignal,
): Promise<PipelinePreview | null> {
  const isCut = file.size > sampleBytes
  if (encodingOf(file.name) || (isCut && !cuttable.includes(definition.format))) return null
  const sample = { base64: await base64Of(isCut ? await untilLineEnd(file.slice(0, sampleBytes)) : file) }
  return client.request('POST /api/pipelines/preview', { body: { definition, sample }, signal })
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

/**
 * Makes a pipeline. @param expected its version now; 0: there is none @returns its version then
 * Throws ClientError pipeline-changed where it is another.
 */
export async function makePipeline(name: string, definition: PipelineDefinition, expected: number): Promise<number> {
  const body = { pipelines: { [name]: definition }, expect: { [name]: expected } }
  const { changes } = await client.request('POST /api/pipelines/apply', { body })
  return changes[0]!.version
}

interface Sending {
  pipeline: string
  format: Format
  onProgress: (progress: UploadProgress) => void
}

/** Starts a run over a file. */
export async function sendFile(file: File, { pipeline, format, onProgress }: Sending): Promise<AcceptedRun> {
  const contentEncoding = encodingOf(file.name)
  const send = () => client.upload(file, { pipeline, format, contentEncoding, onProgress })
  try {
    return await send()
  } catch (error) {
    if (!isClientError(error) || error.code !== 'unknown-pipeline') throw error
    await new Promise((resolve) => setTimeout(resolve, knownEverywhereMs))
    return send()
  }
}
