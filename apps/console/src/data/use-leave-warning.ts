import { useEffect } from 'preact/hooks'

/** While something would be lost by leaving the page, whoever leaves it is asked first: by the browser, and of a link within the console by these words. */
export function useLeaveWarning(isActive: boolean, question: string): void {
  useEffect(() => {
    if (!isActive) return
    const unload = (event: BeforeUnloadEvent) => event.preventDefault()
    const click = (event: MouseEvent) => {
      const link = event.target instanceof Element && event.target.closest('a[href]')
      if (!link || link.getAttribute('target') === '_blank' || event.ctrlKey || event.metaKey) return
      if (confirm(question)) return
      event.preventDefault()
      event.stopPropagation()
    }
    addEventListener('beforeunload', unload)
    // Before the router hears of it.
    addEventListener('click', click, true)
    return () => {
      removeEventListener('beforeunload', unload)
      removeEventListener('click', click, true)
    }
  }, [isActive, question])
}
