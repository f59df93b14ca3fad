import type { Upload } from '../data/use-upload.ts'
import { formatBytes } from '../format/format-number.ts'
import { formatDuration } from '../format/format-time.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import './upload-progress.css'

/** How far an upload is, how fast it goes, and a way to stop it; and when that was done, what came of it. */
export function UploadProgress({ upload: { busy, state, isStopped, stop } }: { upload: Upload }) {
  if (isStopped) return <Notice title="The upload is stopped">Nothing of it was taken: no run has begun.</Notice>
  if (!busy || !state) return null
  const { sent, total, bytesPerSecond, secondsLeft } = state
  // From then on it is the server's, and a run may have begun.
  const isSent = sent === total
  return (
    <div class="upload-progress">
      <progress aria-label="Upload" value={sent} max={total ?? sent} />
      <div>
        <span class="quiet-text">
          {formatBytes(sent)}
          {total !== undefined && ` of ${formatBytes(total)}`} sent
          {isSent && '; the server stores it'}
          {!isSent && bytesPerSecond !== undefined && `, ${formatBytes(bytesPerSecond)}/s`}
          {!isSent && secondsLeft !== undefined && `, about ${formatDuration(secondsLeft * 1000)} left`}
        </span>
        {!isSent && (
          <Button icon="close" onClick={stop}>
            Stop the upload
          </Button>
        )}
      </div>
    </div>
  )
}
