import { stages } from '@syndicate/contracts/words'
import { useEffect } from 'preact/hooks'
import { askReadiness } from '../../data/readiness.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { formatCount } from '../../format/format-number.ts'
import type { eventsOf } from '../../live/series.ts'
import { Badge } from '../../parts/badge.tsx'
import { Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import './fleet.css'

const askEveryMs = 15_000

/** Who works, and whether what everything stands on answers. */
export function Fleet({ stats }: { stats: ReturnType<typeof eventsOf<'system.stats'>>[number] | undefined }) {
  const readiness = useAnswer(askReadiness, [])
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) readiness.reload()
    }, askEveryMs)
    return () => clearInterval(timer)
  }, [])
  const workers = stats?.data.workers
  return (
    <Section title="Fleet" sheet>
      {stats ? (
        <table class="fleet">
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">Workers</th>
              <th scope="col">Jobs</th>
            </tr>
          </thead>
          <tbody>
            {stages.map((stage) => (
              <tr key={stage}>
                <th scope="row">{stage}</th>
                <td class={workers?.[stage] === 0 ? 'nobody' : undefined}>
                  {workers?.[stage] === 0 ? 'nobody' : formatCount(workers?.[stage] ?? 0)}
                </td>
                <td>{formatCount(stats.data.queues[stage] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="quiet-text">Waiting for the first figures.</p>
      )}
      <Shown answer={readiness} what="the dependencies">
        {(dependencies) => (
          <ul class="dependencies">
            {dependencies.map(({ name, state, ms }) => (
              <li key={name}>
                <Badge tone={state === 'up' ? 'good' : 'bad'} icon={state === 'up' ? 'published' : 'failed'}>
                  {`${name} is ${state}`}
                </Badge>
                <span class="quiet-text">answered in {formatCount(ms)} ms</span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Section>
  )
}
