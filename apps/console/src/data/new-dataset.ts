import type { AcceptedRun, Format, Inference, QueryOf } from '@syndicate/contracts'
import { fileNameToSend } from '@syndicate/contracts/file-name'
import { encodingOf } from '../pipeline/input-form.ts'
import { client, isClientError } from './client.ts'
import type { UploadHooks } from './use-upload.ts'

const inferRoute = 'POST /api/pipelines/infer'
/** What is looked at of a file, in bytes: the server reads no more. */
const headBytes = 4 * 1024 * 1024
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

interface Sending extends UploadHooks {
  pipeline: string
  format: Format
}

/** Starts a run over a file. */
export async function sendFile(file: File, { pipeline, format, ...hooks }: Sending): Promise<AcceptedRun> {
  const contentEncoding = encodingOf(file.name)
  const fileName = fileNameToSend(file.name)
  const send = () => client.upload(file, { pipeline, format, fileName, contentEncoding, ...hooks })
  try {
    return await send()
  } catch (error) {
    if (!isClientError(error) || error.code !== 'unknown-pipeline') throw error
    await new Promise((resolve) => setTimeout(resolve, knownEverywhereMs))
    return send()
  }
}
