import './field.css'
import { useId } from 'react'
import type { ReactNode } from 'react'

interface FieldProps {
  name: string
  /** One sentence on what belongs here. */
  about?: ReactNode
  /** Why what stands here cannot be taken; null while it can. */
  problem?: string | null | undefined
  /** Takes the ids that tie name, help and problem to the control. */
  children(ties: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }): ReactNode
}

/** A control of a form with its name, help and problem, tied together for screen readers. */
export function Field({ name, about, problem = null, children }: FieldProps) {
  const id = useId()
  const helpId = `${id} help`.replaceAll(' ', '-')
  return (
    <div className="field">
      <label className="fieldName" htmlFor={id}>
        {name}
      </label>
      {children({ id, 'aria-describedby': helpId, 'aria-invalid': problem !== null })}
      <div id={helpId} className="fieldHelp">
        {problem !== null && <p className="fieldProblem">{problem}</p>}
        {about !== undefined && problem === null && <p className="fieldAbout">{about}</p>}
      </div>
    </div>
  )
}
