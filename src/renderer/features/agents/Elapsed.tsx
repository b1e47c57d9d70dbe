import { duration } from '../../ui/format.ts'
import { useNow } from './tree.ts'

/** Whole seconds: nobody times an agent more exactly. */
export const roughly = (milliseconds: number): string => duration(Math.max(0, Math.round(milliseconds / 1000)) * 1000)

interface ElapsedProps {
  from: number
  /** Null while it lasts: then it ticks, and only this is drawn again. */
  to: number | null
}

/** How long something took or takes. */
export const Elapsed = ({ from, to }: ElapsedProps) => (to === null ? <Ticking from={from} /> : <>{said(to - from)}</>)

const Ticking = ({ from }: { from: number }) => <>{said(useNow() - from)}</>

const said = (milliseconds: number): string => (milliseconds < 1000 ? '0 s' : roughly(milliseconds))
