import type { Run } from '@syndicate/contracts'
import { stages } from '@syndicate/contracts/words'
import { shareDone } from '../live/run-progress.ts'
import './stage-progress.css'

/** The four stages as four short bars; a run that stopped shows how far it came. */
export function StageProgress({ run }: { run: Run }) {
  const said = stages.map((stage) => `${stage} ${Math.floor(shareDone(run, stage) * 100)} %`)
  return (
    <span class={`stages ${run.state}`} role="img" aria-label={said.join(', ')} title={said.join('\n')}>
      {stages.map((stage) => (
        <Bar key={stage} share={shareDone(run, stage)} />
      ))}
    </span>
  )
}

export function Bar({ share }: { share: number }) {
  return (
    <svg class="bar" width="100%" height="6" aria-hidden="true">
      <rect class="bar-ground" width="100%" height="6" rx="3" />
      {share > 0 && <rect class="bar-done" width={`${(share * 100).toFixed(1)}%`} height="6" rx="3" />}
    </svg>
  )
}
