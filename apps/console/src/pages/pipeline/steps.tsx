import type { Step } from '@syndicate/contracts'
import { stepInWords } from '../../pipeline/step-in-words.ts'

/** What becomes of a record, in order. */
export function Steps({ steps }: { steps: Step[] }) {
  if (steps.length === 0) return <p class="hint">None: records stay as they are read.</p>
  return (
    <ol class="steps">
      {steps.map((step, index) => {
        const { does, to } = stepInWords(step)
        return (
          <li key={index}>
            {does}
            <ul>
              {to.map(({ name, what }) => (
                <li key={name ?? what}>
                  <code>
                    {name && <strong>{name} </strong>}
                    {what}
                  </code>
                </li>
              ))}
            </ul>
          </li>
        )
      })}
    </ol>
  )
}
