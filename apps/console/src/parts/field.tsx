import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import './field.css'

export interface Labelled {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': 'true' | undefined
}

interface FieldProps {
  label: string
  hint?: ComponentChildren
  /** What is wrong with what stands in it, in words. */
  error?: string | undefined
  /** Read, but not seen: where the surroundings say it to those who see. */
  unseen?: boolean
  children: (labelled: Labelled) => ComponentChildren
}

/** A control with its label and what helps to fill it in. */
export function Field({ label, hint, error, unseen, children }: FieldProps) {
  const id = useId()
  const described = [...(error ? [`${id}-error`] : []), ...(hint ? [`${id}-hint`] : [])].join(' ')
  return (
    <div class="field">
      <label for={id} class={unseen ? 'unseen' : undefined}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? 'true' : undefined })}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'password' | 'search' | 'number'
  placeholder?: string
  autocomplete?: string
  required?: boolean
  maxLength?: number
  /** Has the focus at first, and what stands in it is typed over. */
  focused?: boolean
}

/** The types differ in nothing that is used here; what is known of each apart would ask for an input apart. */
export function TextField({
  label,
  hint,
  error,
  unseen,
  onInput,
  type = 'text',
  focused = false,
  ...rest
}: TextFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!focused) return
    input.current?.focus()
    input.current?.select()
  }, [])
  return (
    <Field label={label} hint={hint} error={error} {...(unseen && { unseen })}>
      {(labelled) => (
        <input
          {...labelled}
          {...rest}
          ref={input}
          class="input"
          type={type as 'text'}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

interface CheckFieldProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}

export function CheckField({ label, checked, onChange }: CheckFieldProps) {
  return (
    <label class="check-field">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  )
}

interface SelectFieldProps extends Omit<FieldProps, 'children'> {
  value: string
  onChange: (value: string) => void
  /** Value and what is shown for it. */
  options: readonly (readonly [string, string])[]
}

export function SelectField({ label, hint, error, unseen, value, onChange, options }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(unseen && { unseen })}>
      {(labelled) => (
        <select {...labelled} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {options.map(([key, shown]) => (
            <option key={key} value={key} selected={key === value}>
              {shown}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface TextAreaProps extends Omit<FieldProps, 'children'> {
  value: string
  onInput: (value: string) => void
  rows: number
  placeholder?: string
}

/** Text a machine reads: no wrapping, no spelling. */
export function CodeField({ label, hint, error, unseen, value, onInput, rows, placeholder }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(unseen && { unseen })}>
      {(labelled) => (
        <textarea
          {...labelled}
          class="input code"
          rows={rows}
          placeholder={placeholder}
          spellcheck={false}
          autocapitalize="off"
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
