import type { ActiveRule, Facts, Judgement, NewAlert } from '@syndicate/catalog'
import { newId } from '@syndicate/contracts'
import { findingsOf, type Finding } from './findings.ts'

/** So long a sum gathers at least, so that of a flood it tells more than its beginning. */
const gatherMs = 60_000
/** Titles that a sum tells of. */
const mostTitles = 10

/**
 * What alerts there are, of what rules find: each by itself, up to one less than a rule may tell in an hour. What is found
 * beyond is summed, and told as one alert when there is room for it.
 * @param now for what is said of the time; what happens by it is PostgreSQL's
 */
export function decide(facts: Facts, now = new Date()): Judgement {
  const judged = facts.rules.map((rule) => judgeRule(rule, findingsOf(rule, facts), now))
  return { alerts: judged.flatMap(({ alerts }) => alerts), sums: judged.flatMap(({ sums }) => sums) }
}

function judgeRule(rule: ActiveRule, findings: Finding[], now: Date): Judgement {
  const { id: ruleId, mostPerHour, told, sum } = rule
  // The last place is a sum's, so that a flood is known of before the hour is over.
  const alone = Math.max(1, mostPerHour - 1)
  const room = sum ? 0 : Math.max(0, alone - told)
  const alerts = findings.slice(0, room).map((finding) => alertOf(rule, finding, now))
  const rest = findings.slice(room).map(({ data }) => data.title)
  if (sum && told < mostPerHour && sum.ageMs >= gatherMs) {
    const whole = add(sum, rest)
    return { alerts: [alertOf(rule, sumUp(rule, whole, sum.since), now)], sums: [{ ruleId, sum: null }] }
  }
  return { alerts, sums: rest.length === 0 ? [] : [{ ruleId, sum: add(sum, rest) }] }
}

type Summed = { alerts: number; firstTitles: string[] }

function add(sum: Summed | null, titles: string[]): Summed {
  const before = sum ?? { alerts: 0, firstTitles: [] }
  return {
    alerts: before.alerts + titles.length,
    firstTitles: [...before.firstTitles, ...titles].slice(0, mostTitles),
  }
}

function sumUp({ name }: ActiveRule, { alerts, firstTitles }: Summed, since: string): Finding {
  const title = `${alerts} more of ${name} since ${since}, not told one by one`
  return { type: 'alerts.summed', data: { rule: name, title, summed: { alerts, since, first: firstTitles } } }
}

function alertOf({ id: ruleId, destinations }: ActiveRule, { type, data, at }: Finding, now: Date): NewAlert {
  return {
    id: newId(),
    ruleId,
    message: { type, timestamp: at ?? now.toISOString(), data },
    destinations: destinations.map((id) => ({ id, deliveryId: newId() })),
  }
}
