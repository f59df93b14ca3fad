import { useState } from 'preact/hooks'
import { formatBytes } from '../format/format-number.ts'
import './drop-zone.css'

interface DropZoneProps {
  file: File | null
  onChoose: (file: File) => void
  /** What may be dropped. */
  hint?: string
}

const anyInput = 'JSON, NDJSON, CSV, YAML, MessagePack or CBOR; also .gz, .br or .zst of these'

/** A file input that is large enough to drop a file on. */
export function DropZone({ file, onChoose, hint = anyInput }: DropZoneProps) {
  const [over, setOver] = useState(false)
  return (
    <label
      class={over ? 'drop over' : 'drop'}
      onDragEnter={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={() => setOver(false)}
    >
      <strong>{file ? file.name : 'Drop a file here, or choose one'}</strong>
      <span class="quiet-text">{file ? formatBytes(file.size) : hint}</span>
      <input
        type="file"
        aria-label="File"
        onChange={({ currentTarget: { files } }) => {
          if (files?.[0]) onChoose(files[0])
        }}
      />
    </label>
  )
}
