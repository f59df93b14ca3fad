/** One thing of a request that the server would not take: where, and what its validator says. */
export interface Fault {
  path: string
  message: string
}

const sayings: [RegExp, (found: RegExpExecArray) => string][] = [
  [/^must NOT have more than (\d+) characters/, ([, most]) => `has more than ${most} characters`],
  [/^must NOT have fewer than 1 characters/, () => 'is empty'],
  [/^must NOT have fewer than (\d+) characters/, ([, least]) => `needs at least ${least} characters`],
  [/^must NOT have more than (\d+) items/, ([, most]) => `has more than ${most} entries`],
  [/^must NOT have fewer than (\d+) items/, ([, least]) => `needs at least ${least === '1' ? 'one' : least}`],
  [/^must NOT have duplicate items/, () => 'names one thing twice'],
  [/^must be >= (\S+)/, ([, least]) => `has to be ${least} or more`],
  [/^must be <= (\S+)/, ([, most]) => `has to be ${most} or less`],
  [/^must be (?:integer|a whole number)/, () => 'has to be a whole number'],
  [/^must be (?:a )?number/, () => 'has to be a number'],
  [/^must be equal to one of the allowed values: (.+)/, ([, values]) => `has to be one of ${values}`],
  [/^must match format "date-time"/, () => 'is no time; one is 2026-01-02T03:04:05Z'],
  [/^must have required property/, () => 'is missing'],
  [/^must NOT have additional properties/, () => 'is nothing the server knows'],
]

/** Whether it comes from the check every request goes through, rather than from somebody who chose words. */
export function isOfValidator({ path }: Fault): boolean {
  return /^\/(body|querystring|params|headers)(\/|$)/.test(path)
}

/** What is wrong with a value, for a person; never a pattern or a word of schemas. */
export function faultInWords({ message }: Pick<Fault, 'message'>): string {
  for (const [pattern, say] of sayings) {
    const found = pattern.exec(message)
    if (found) return say(found)
  }
  return 'is not as the server takes it'
}

/** What a fault is about, as far as its path tells: `/body/when/hours` is about "hours". */
export function subjectOf({ path }: Pick<Fault, 'path'>): string {
  const name = path.split('/').findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? ''
  return ['body', 'querystring', 'params', 'headers'].includes(name) ? 'What was sent' : name
}
