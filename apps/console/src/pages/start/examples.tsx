import type { Pipeline } from '@syndicate/contracts'

/** Inputs the pipeline's author tries it with, each at an address of its own. */
export function Examples({ pipeline: { name, examples } }: { pipeline: Pipeline }) {
  return (
    <ul class="examples">
      {examples.map((example, index) => (
        <li key={example.name}>
          <a href={`/start?${new URLSearchParams({ pipeline: name, example: String(index) })}`}>{example.name}</a>
        </li>
      ))}
    </ul>
  )
}
