import { listDatasets } from '../../data/datasets.ts'
import { listKeys } from '../../data/people.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Facts } from '../../parts/facts.tsx'
import { Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'

/** What depends on a pipeline: its datasets, and of the keys one sees those that are for it alone. */
export function UsedBy({ name }: { name: string }) {
  const answer = useAnswer(
    async (signal) => {
      const [datasets, { keys }] = await Promise.all([listDatasets(signal), listKeys(signal)])
      return {
        datasets: datasets.filter(({ pipeline }) => pipeline === name),
        keys: keys.filter(({ scopes }) => scopes.some((scope) => isFor(scope, name))),
      }
    },
    [name],
  )
  return (
    <Section title="Used by" sheet>
      <Shown answer={answer} what="what uses it">
        {({ datasets, keys }) => (
          <Facts
            facts={[
              [
                'Datasets',
                datasets.length === 0
                  ? 'none yet'
                  : datasets.map((dataset, index) => (
                      <>
                        {index > 0 && ', '}
                        <a href={`/datasets/${dataset.name}`}>{dataset.name}</a>
                      </>
                    )),
              ],
              [
                'Keys',
                keys.length === 0 ? 'none for it alone' : keys.map((key) => `${key.name} (${key.username})`).join(', '),
              ],
            ]}
          />
        )}
      </Shown>
    </Section>
  )
}

/** Such as `start:sales` and `start:sales/ledger`. */
function isFor(scope: string, pipeline: string): boolean {
  return scope === `start:${pipeline}` || scope.startsWith(`start:${pipeline}/`)
}
