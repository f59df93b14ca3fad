import type { AlertCondition, AlertWhen } from './alert-rule.ts'

/** What a rule looks for, as people say it. @param when whole, as rules that are kept are */
export function conditionInWords(when: AlertWhen): string {
  const sound = when as AlertCondition
  switch (sound.event) {
    case 'run-ended':
      return `a run${ofPlace(sound)} ends as ${sound.states.join(' or ')}`
    case 'records-refused':
      return `a run${ofPlace(sound)} is published and refuses more than ${sound.moreThan}`
    case 'nothing-arrived':
      return `nothing arrives at ${sound.dataset} for ${sound.hours} h`
    case 'quarantine-grew':
      return `quarantine of ${sound.dataset ?? 'any dataset'} grows by more than ${sound.records} records within an hour`
  }
}

function ofPlace({ pipeline, dataset }: { pipeline?: string; dataset?: string }): string {
  return (pipeline === undefined ? '' : ` of ${pipeline}`) + (dataset === undefined ? '' : ` into ${dataset}`)
}
