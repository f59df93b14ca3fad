import type { Stack } from './stack.ts'

export const nextVersion = '99.0.0'

/** As real ones are: something more, an index, and something that is written anew while others wait. */
const migration = [
  'alter table runs add column note text, add column touched_by int;',
  'create index runs_by_note on runs (note) where note is not null;',
  'alter table runs add column shard int not null default (random() * 100)::int;',
].join(' ')

/** Makes of a stack's image one of a release with another version, one more migration and jobs of its own. @returns its name */
export async function buildNextRelease({ sh, image }: Stack): Promise<string> {
  const dockerfile = [
    `FROM ${image}`,
    'USER root',
    `RUN sed -Ei 's/^(  "version": )"[^"]+"/\\1"${nextVersion}"/' package.json && grep -q '${nextVersion}' package.json`,
    "RUN file=packages/contracts/src/job.ts && sed -Ei 's/(jobVersion = )[0-9]+/\\1999/' $file && grep -q 'jobVersion = 999' $file",
    `RUN echo "${migration}" > packages/catalog/migrations/9001-next.sql`,
    'USER node',
  ]
  await sh(`docker build --quiet --tag ${image}-next -`, dockerfile.join('\n'))
  return `${image}-next`
}
