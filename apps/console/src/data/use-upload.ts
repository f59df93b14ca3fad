import type { UploadProgress } from '@syndicate/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { followUpload, type UploadState } from '../live/upload-rate.ts'
import { isClientError } from './client.ts'
import { holdPage } from './leaving.ts'

/** What an upload is made with: how it is stopped, and what it tells. */
export interface UploadHooks {
  signal: AbortSignal
  onProgress: (progress: UploadProgress) => void
}

export interface Upload {
  busy: boolean
  /** Null before the first byte is sent. */
  state: UploadState | null
  /** What went wrong the last time; that it was stopped is no error. */
  error: unknown
  isStopped: boolean
  /**
   * @param send rejects when the upload fails, or is stopped
   * @param then when it is over, and nothing would be lost any more
   */
  run<T>(send: (hooks: UploadHooks) => Promise<T>, then: (sent: T) => void): void
  stop(): void
  /** Forgets what went wrong. */
  clear(): void
}

const atRest = { busy: false, state: null, error: undefined, isStopped: false }

/** An upload that somebody watches, can stop, and is asked about before they leave it. Who goes away stops it. */
export function useUpload(): Upload {
  const [now, set] = useState<Omit<Upload, 'run' | 'stop' | 'clear'>>(atRest)
  const aborter = useRef<AbortController | undefined>(undefined)
  const release = useRef(() => {})
  useEffect(
    () => () => {
      aborter.current?.abort()
      release.current()
    },
    [],
  )
  return {
    ...now,
    stop: () => aborter.current?.abort(),
    clear: () => set((before) => (before.busy ? before : atRest)),
    run(send, then) {
      if (now.busy) return
      const mine = new AbortController()
      aborter.current = mine
      const follow = followUpload()
      const onProgress = ({ sent, total }: UploadProgress) =>
        set((before) => ({ ...before, state: follow(sent, total, performance.now()) }))
      release.current = holdPage('The upload is not finished. Leave, and stop it?')
      set({ ...atRest, busy: true })
      send({ signal: mine.signal, onProgress }).then(
        (sent) => {
          release.current()
          set(atRest)
          if (!mine.signal.aborted) then(sent)
        },
        (error: unknown) => {
          release.current()
          const isStopped = isClientError(error) && error.code === 'aborted'
          set({ ...atRest, error: isStopped ? undefined : error, isStopped })
        },
      )
    },
  }
}
