import type { Inference, Pipeline } from '@syndicate/contracts'
import { useLocation } from 'preact-iso'
import { dropped } from '../../data/dropped.ts'
import { mayLeave } from '../../data/leaving.ts'
import { describeError } from '../../data/describe-error.ts'
import type { Answer } from '../../data/use-answer.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Section } from '../../parts/page.tsx'
import type { Fit } from './pipeline-fit.ts'

/** Fields that are named, and pipelines that are proposed; the others are in the list below. */
const mostFields = 8
const mostFits = 4

interface ProposalProps {
  file: File
  inference: Answer<Inference | null>
  fits: Fit[]
  chosen: Pipeline
  onChoose: (pipeline: string) => void
}

/** What a file looks like, and where it may go. */
export function Proposal({ file, inference: { data, error, loading }, fits, chosen, onChoose }: ProposalProps) {
  const { route } = useLocation()
  return (
    <Section title="What it looks like" sheet>
      <div class="form">
        {loading && (
          <p class="hint" role="status">
            Looking at its beginning …
          </p>
        )}
        {!loading && error !== undefined && (
          <Notice tone="warn" title="What it is cannot be told">
            {describeError(error)} Say below how it is read, or choose another file.
          </Notice>
        )}
        {!loading && error === undefined && data && (
          <>
            <p>{lookOf(data)}</p>
            <fieldset class="proposals">
              <legend>Pipelines that take it</legend>
              {fits.length === 0 && <p class="hint">None knows its fields. It can be a dataset of its own.</p>}
              {fits.slice(0, mostFits).map(({ pipeline: { name, description }, known, found }) => (
                <label key={name}>
                  <input type="radio" name="proposal" checked={name === chosen.name} onChange={() => onChoose(name)} />
                  <span>
                    <strong>{name}</strong>{' '}
                    <span class="quiet-text">
                      {known === 0 ? 'takes any fields' : `has ${found} of the ${known} fields it knows`}
                      {description && `; ${description}`}
                    </span>
                  </span>
                </label>
              ))}
            </fieldset>
          </>
        )}
        <div class="form-actions">
          <Button
            kind={!loading && data && !fits.some(({ known }) => known > 0) ? 'primary' : 'plain'}
            icon="datasets"
            onClick={() => {
              if (!mayLeave()) return
              dropped.value = file
              route('/new')
            }}
          >
            New dataset of it
          </Button>
        </div>
      </div>
    </Section>
  )
}

function lookOf({ format, fields, moreFields, records, complete }: Inference): string {
  const named = fields.slice(0, mostFields).map(({ name, type }) => `${name} (${type})`)
  const others = fields.length + moreFields - named.length
  const many = complete ? countOf(records, 'record') : `at least ${countOf(records, 'record')}`
  return `${format}, ${many} with ${countOf(fields.length + moreFields, 'field')}: ${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}.`
}
