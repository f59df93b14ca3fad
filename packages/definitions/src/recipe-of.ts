import { readOptionsOf, type PipelineDefinition, type Recipe } from '@syndicate/contracts'

/** A run that takes the place of what is live has to be mostly sound, unless its pipeline says otherwise. */
const mostRefusedOfReplace = '10%'

/** The recipe that a definition stands for. The same definition always gives the same, to the order of its members. */
export function recipeOf(name: string, definition: PipelineDefinition): Recipe {
  const { format, mode, key, onDuplicate, deleteWhen, onInvalid, onNewField, live, limits, steps, schema } = definition
  const maxRefused = definition.maxRefused ?? (mode === 'replace' ? mostRefusedOfReplace : undefined)
  const reading = readOptionsOf(definition)
  return {
    name,
    format,
    dataset: definition.dataset ?? name,
    mode,
    ...(key && { key }),
    ...(onDuplicate && { onDuplicate }),
    ...(deleteWhen !== undefined && { deleteWhen }),
    onInvalid,
    ...(maxRefused !== undefined && { maxRefused }),
    ...(onNewField && { onNewField }),
    steps,
    ...(live && { live }),
    ...(limits && { limits }),
    ...(reading && { reading }),
    ...(schema !== undefined && { schema }),
  }
}
