import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'
import './button.css'

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

interface Look {
  kind?: ButtonKind
  icon?: IconName
  children: ComponentChildren
}

interface ButtonProps extends Look {
  onClick?: (() => void) | undefined
  type?: 'button' | 'submit'
  /** Goes on: said to screen readers, and further clicks are let fall. */
  busy?: boolean
  disabled?: boolean
  /** What it is about, for those who hear it without its surroundings: "Revoke" is read as "Revoke key press line 3". */
  about?: string
  /** Has the focus from when that is so. */
  focused?: boolean | undefined
}

export function Button({
  kind = 'plain',
  icon,
  children,
  onClick,
  type = 'button',
  busy,
  disabled,
  about,
  focused = false,
}: ButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (focused) button.current?.focus()
  }, [focused])
  return (
    <button
      ref={button}
      type={type}
      class={`button ${kind}`}
      aria-busy={busy ? 'true' : undefined}
      aria-disabled={busy ? 'true' : undefined}
      disabled={disabled}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.()
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
      {about && <span class="unseen"> {about}</span>}
    </button>
  )
}

interface LinkButtonProps extends Look {
  href: string
  /** The name of the file it is saved as. */
  download?: string
}

export function LinkButton({ kind = 'plain', icon, children, href, download }: LinkButtonProps) {
  return (
    <a class={`button ${kind}`} href={href} download={download}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}
