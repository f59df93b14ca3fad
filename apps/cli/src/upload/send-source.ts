import type { UploadOptions } from '@syndicate/client'
import type { AcceptedRun } from '@syndicate/contracts'
import type { Context } from '../context.ts'
import { formatBytes } from '../output/figures.ts'
import type { Source } from './open-source.ts'

export type SendOptions = Omit<UploadOptions, 'contentEncoding' | 'size' | 'onProgress' | 'signal'>

/** Starts a run on a source, and shows how the upload gets on. Throws ClientError. */
export async function sendSource(here: Context, { body, ...form }: Source, options: SendOptions): Promise<AcceptedRun> {
  const progress = here.progress()
  here.onInterrupt(
    'The upload was given up. Nothing was started, unless all of it had arrived: `syndicate runs` tells.',
  )
  const client = await here.client()
  try {
    return await client.upload(body, {
      ...form,
      ...options,
      signal: here.interrupted,
      onProgress: ({ sent, total }) => {
        const fraction = total ? Math.min(1, sent / total) : undefined
        progress.show('upload', fraction, `${formatBytes(sent)}${total ? ` of ${formatBytes(total)}` : ''}`)
      },
    })
  } finally {
    progress.end()
  }
}
