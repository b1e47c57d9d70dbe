import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from '../../ui/Icon.tsx'
import { useRowFold } from './folding.ts'

interface FoldProps {
  id: string
  title: ReactNode
  /** Said behind the title, quieter. */
  detail?: ReactNode
  byDefault?: boolean
  /** Null: there is nothing to open. */
  children: ReactNode
}

/** One quiet line that opens. Whether it is open outlives the row's scrolling away. */
export function Fold({ id, title, detail, byDefault = false, children }: FoldProps) {
  const [open, toggle] = useRowFold(id, byDefault)
  const line = (
    <>
      <span className="timeline-foldTitle">{title}</span>
      {detail !== undefined && detail !== null && <span className="timeline-foldDetail">{detail}</span>}
    </>
  )
  if (children === null) return <div className="timeline-fold flat">{line}</div>
  return (
    <div>
      <button type="button" className="timeline-fold" aria-expanded={open} onClick={toggle}>
        <Icon of={ChevronRight} size={13} />
        {line}
      </button>
      {open && <div className="timeline-foldBody">{children}</div>}
    </div>
  )
}
