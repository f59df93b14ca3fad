import { useEffect, useState } from 'preact/hooks'
import { dropped } from '../../data/dropped.ts'
import { mayLeave } from '../../data/leaving.ts'
import { isAtLeast } from '../../data/session.ts'
import { DropZone } from '../../parts/drop-zone.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Understood } from './understood.tsx'
import './new-page.css'

/** A dataset of a file: how it is understood, and what is to be otherwise. */
export function NewPage() {
  const [file, setFile] = useState<File | null>(null)
  const waiting = dropped.value
  useEffect(() => {
    if (!waiting) return
    setFile(waiting)
    dropped.value = null
  }, [waiting])
  return (
    <Page
      title="New dataset"
      lead="Nothing is kept of the file until you say so: first see how it is understood, and change what is not right."
    >
      {isAtLeast('operator') ? (
        <>
          <DropZone file={file} onChoose={(chosen) => mayLeave() && setFile(chosen)} />
          {file && <Understood key={`${file.name} ${file.size} ${file.lastModified}`} file={file} />}
        </>
      ) : (
        <Notice tone="warn" title="Your role does not allow this">
          Viewers read. Ask an administrator for the role of an operator to make datasets.
        </Notice>
      )}
    </Page>
  )
}
