import type { Pipeline } from '@syndicate/contracts'

/** Inputs the pipeline's author tries it with, each at an address of its own. */
export function Examples({ pipeline: { name, examples } }: { pipeline: Pipeline }) {
  if (examples.length === 0) return null
  return (
    <p class="examples">
      <span class="quiet-text">Examples:</span>
      {examples.map((example, index) => (
        <a key={example.name} href={`/start?${new URLSearchParams({ pipeline: name, example: String(index) })}`}>
          {example.name}
        </a>
      ))}
    </p>
  )
}
