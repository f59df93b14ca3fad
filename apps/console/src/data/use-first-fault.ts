import { useEffect, useRef } from 'preact/hooks'

/** Whenever a form was refused, the first field that is at fault takes the focus. @returns to be put on the form */
export function useFirstFault(failure: unknown) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (failure !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [failure])
  return form
}
