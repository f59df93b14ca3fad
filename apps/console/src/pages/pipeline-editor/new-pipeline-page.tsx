import type { Run } from '@syndicate/contracts'
import { toYaml } from '@syndicate/definitions/to-yaml'
import { useLocation, useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import { showPipeline } from '../../data/pipelines.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Page } from '../../parts/page.tsx'
import { SaveDialog } from '../../parts/save-dialog.tsx'
import { Shown } from '../../parts/shown.tsx'
import { say } from '../../parts/toast.tsx'
import { NotAllowed } from './not-allowed.tsx'
import { runsToTry } from './runs-to-try.ts'
import { useDraft } from './use-draft.ts'
import { useSaving } from './use-saving.ts'
import { Workbench } from './workbench.tsx'

const title = 'New pipeline'

/** What somebody begins with who begins with nothing. */
const skeleton = `format: json
schema:
  type: object
  required: []
  properties: {}
steps: []
`

interface Model {
  text: string
  runs: Run[]
}

/** A pipeline from nothing, or from what another one says. */
export function NewPipelinePage() {
  const { query } = useRoute()
  const from = query['from']
  if (!isAtLeast('operator')) return <NotAllowed title={title} />
  return <Loaded key={from} from={from} />
}

function Loaded({ from }: { from: string | undefined }) {
  const answer = useAnswer((signal) => modelOf(from, signal), [from])
  if (answer.data) return <Making from={from} {...answer.data} />
  return (
    <Page title={title}>
      <Shown answer={answer} what="what it is made of">
        {() => null}
      </Shown>
    </Page>
  )
}

async function modelOf(from: string | undefined, signal: AbortSignal): Promise<Model> {
  if (from === undefined) return { text: skeleton, runs: [] }
  const [{ definition }, runs] = await Promise.all([showPipeline(from, undefined, signal), runsToTry(from, signal)])
  // Its dataset stays its own.
  const { dataset: _own, ...rest } = definition
  return { text: toYaml(rest), runs }
}

function Making({ from, text: model, runs }: Model & { from: string | undefined }) {
  const { route } = useLocation()
  const [name, setName] = useState(from === undefined ? '' : `${from}-2`)
  const { text, write, isChanged, drop } = useDraft(`from ${from ?? 'nothing'}`, { text: model, seen: 0 })
  const saving = useSaving(text)
  return (
    <Page
      wide
      title={title}
      lead={
        from === undefined
          ? 'For a file of yours, New dataset writes it for you.'
          : `Made of ${from}, which stays as it is.`
      }
      actions={
        <>
          {isChanged && <Button onClick={drop}>Discard</Button>}
          <Button kind="primary" disabled={name === ''} onClick={saving.begin}>
            Save …
          </Button>
        </>
      }
    >
      <Workbench
        text={text}
        onWrite={write}
        onSave={() => name !== '' && saving.begin()}
        refused={saving.refused}
        of={from}
        runs={runs}
        isChange={false}
      >
        <TextField
          label="Name"
          hint="Lower case letters, digits, - and _"
          required
          maxLength={63}
          autocomplete="off"
          value={name}
          onInput={setName}
        />
      </Workbench>
      {saving.written && (
        <SaveDialog
          title={`Save ${name}`}
          name={name}
          definition={saving.written.definition}
          seen={0}
          onRefused={saving.refuse}
          onSaved={() => {
            drop()
            say(`${name} is there`)
            route(`/pipelines/${name}`)
          }}
          onClose={saving.end}
        />
      )}
    </Page>
  )
}
