import { LocationProvider, useLocation } from 'preact-iso'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { base, withoutBase } from '../data/base.ts'
import { isHeld, mayLeave } from '../data/leaving.ts'
import { isOurs } from './is-ours.ts'

/**
 * The one way from page to page, whatever leads there: links, keys, buttons, Back. Where something would be lost, whoever
 * goes is asked first. Pages name addresses without the base. Leaving the document is asked about by the browser. Another query of the same page leaves nothing.
 */
export function LeaveGate({ children }: { children: ComponentChildren }) {
  const here = useLocation()
  const gated = useMemo(
    () => ({
      ...here,
      path: withoutBase(here.path),
      route(url: string, replace?: boolean) {
        const address = base + url
        if (isSamePage(address) || mayLeave()) here.route(address, replace)
      },
    }),
    [here],
  )

  const address = useRef(here.url)
  address.current = here.url
  // In the order of listening, whichever phase: the router, which is around this, begins to listen behind it.
  useLayoutEffect(() => {
    const on = {
      beforeunload: (event: BeforeUnloadEvent) => isHeld() && event.preventDefault(),
      click(event: MouseEvent) {
        const href = hrefToFollow(event)
        if (href === null || isSamePage(href) || mayLeave()) return
        event.preventDefault()
        event.stopImmediatePropagation()
      },
      popstate(event: PopStateEvent) {
        if (isSamePage(address.current) || mayLeave()) return
        event.stopImmediatePropagation()
        // Where it was, in front of where it was gone to.
        history.pushState(null, '', address.current)
      },
    }
    const listeners = Object.entries(on) as [keyof typeof on, (event: Event) => void][]
    for (const [name, listener] of listeners) addEventListener(name, listener, true)
    return () => {
      for (const [name, listener] of listeners) removeEventListener(name, listener, true)
    }
  }, [])

  return <LocationProvider.ctx.Provider value={gated}>{children}</LocationProvider.ctx.Provider>
}

/** Where the router will go by this click; null: nowhere. */
function hrefToFollow(event: MouseEvent): string | null {
  const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>('a[href]')
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null
  const href = link.getAttribute('href')!
  const isElsewhere = link.origin !== location.origin || !isOurs.test(href) || !/^(_?self)?$/i.test(link.target)
  return isElsewhere || href.startsWith('#') || link.hasAttribute('download') ? null : href
}

function isSamePage(url: string): boolean {
  return pathOf(url) === location.pathname
}

function pathOf(url: string): string {
  return new URL(url, location.href).pathname
}
