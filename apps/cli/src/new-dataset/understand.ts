import type { Client } from '@syndicate/client'
import type { Format, Inference, PipelineDefinition, PipelinePreview } from '@syndicate/contracts'
import type { Head } from '../upload/read-head.ts'
import type { Reading } from '../upload/reading-options.ts'

const inferRoute = 'POST /api/pipelines/infer'
/** What is tried of a file, in bytes: with its base64, little enough for any request. */
const sampleBytes = 512 * 1024
/** How much of a file's name is sent: its end tells what it is. */
const mostNameChars = 300
/** How many records are shown of each kind, at most. */
const mostShown = 20
/** Formats of which the beginning is an input by itself. */
const cuttable: readonly Format[] = ['csv', 'ndjson']

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
  const isCut = !isWhole || bytes.byteLength > sampleBytes
  if (isCut && !cuttable.includes(definition.format)) return null
  const sample = isCut ? untilLineEnd(bytes.subarray(0, sampleBytes)) : bytes
  return client.request('POST /api/pipelines/preview', {
    body: { definition, limit: mostShown, sample: { base64: Buffer.from(sample).toString('base64') } },
  })
}

/** Its last line may be cut. */
function untilLineEnd(head: Uint8Array): Uint8Array {
  return head.subarray(0, head.lastIndexOf(0x0a) + 1)
}
