import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import { closeUnreadBody } from './close-unread-body.ts'

/** Lets bodies of every media type through unread, in a scope of its own. What of one is left when it is answered is closed. */
export function rawBodies(app: App): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))
  app.addHook('onSend', closeUnreadBody)
}

/** A form has its file between lines of its own, and perhaps others beside it. */
export function refuseForms(mediaType: string | undefined): void {
  if (/^\s*multipart\//i.test(mediaType ?? ''))
    throw new ProblemError(
      'unsupported-media-type',
      'The body is a form, as curl -F makes it; send the file alone, with --data-binary @file',
    )
}
