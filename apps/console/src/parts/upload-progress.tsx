import { formatBytes } from '../format/format-number.ts'
import './upload-progress.css'

/** How much of a file is on its way. In bytes. */
export function UploadProgress({ sent, total }: { sent: number; total?: number | undefined }) {
  return (
    <div class="upload-progress">
      <progress aria-label="Upload" value={sent} max={total ?? sent} />
      <span class="quiet-text">
        {formatBytes(sent)}
        {total !== undefined && ` of ${formatBytes(total)}`} sent
      </span>
    </div>
  )
}
