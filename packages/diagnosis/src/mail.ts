import { verifyMail } from '@syndicate/alerts'
import type { Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { ok, wrong } from './finding.ts'
import { reasonOf } from './reason-of.ts'

/** In milliseconds. */
const patienceMs = 3_000

/** Whether the server for mails answers, and takes the password; nothing is sent. */
export async function examineMail({ alerts }: Config): Promise<Finding[]> {
  if (!alerts.mail) return []
  const { host } = new URL(alerts.mail.url)
  try {
    await verifyMail({ ...alerts.mail, longestMs: patienceMs })
    return [ok('mail', `${host} takes mails`)]
  } catch (error) {
    return [
      wrong('mail', `${host} takes no mails: ${reasonOf(error)}`, 'Correct SMTP_URL, or let this machine reach it'),
    ]
  }
}
