import { ClientError, type Client } from '@syndicate/client'
import type { Inference, PipelineDefinition, PipelinePreview } from '@syndicate/contracts'
import type { Head } from '../upload/read-head.ts'
import type { Reading } from '../upload/reading-options.ts'

const inferRoute = 'POST /api/pipelines/infer'
/** What is tried of a file, in bytes: with its base64, little enough for any request. */
const sampleBytes = 512 * 1024
/** How much of a file's name is sent: its end tells what it is. */
const mostNameChars = 300
/** How many records are shown of each kind, at most. */
const mostShown = 20

interface FileHead {
  head: Head
  /** As the dataset is named after; none on standard input. */
  fileName: string | undefined
}

/** What the beginning of a file tells. Throws ClientError what an upload of it would be refused with. */
export function inferFile(
  client: Client,
  { head: { bytes, isWhole }, fileName }: FileHead,
  { trim, ...said }: Reading,
): Promise<Inference> {
  return client.request(inferRoute, {
    query: {
      ...(fileName && { name: fileName.slice(-mostNameChars) }),
      ...(!isWhole && { part: 'true' as const }),
      ...said,
      ...(trim && { trim: 'true' as const }),
    },
    headers: { 'content-type': 'application/octet-stream' },
    body: new Blob([bytes as Uint8Array<ArrayBuffer>]),
  })
}

/**
 * What a pipeline would make of the beginning of a file.
 * @returns null where that cannot be told: it is large and in one piece
 */
export async function previewFile(
  client: Client,
  { bytes, isWhole }: Head,
  definition: PipelineDefinition,
): Promise<PipelinePreview | null> {
  const part = !isWhole || bytes.byteLength > sampleBytes
  // It is read whole.
  if (part && definition.format === 'yaml') return null
  const sample = { base64: Buffer.from(bytes.subarray(0, sampleBytes)).toString('base64') }
  try {
    return await client.request('POST /api/pipelines/preview', {
      body: { definition, limit: mostShown, sample, ...(part && { part }) },
    })
  } catch (error) {
    if (part && error instanceof ClientError && error.code === 'malformed-input') return null
    throw error
  }
}

/** The same of what was inferred, which says enough without it. */
export async function previewInferred(
  client: Client,
  head: Head,
  { definition }: Inference,
): Promise<PipelinePreview | null> {
  try {
    return await previewFile(client, head, definition)
  } catch (error) {
    if (error instanceof ClientError) return null
    throw error
  }
}
