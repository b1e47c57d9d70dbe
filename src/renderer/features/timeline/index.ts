export { estimate, holds, rowsOfTurn } from './rows.ts'
export type { Row } from './rows.ts'
export { Timeline } from './Timeline.tsx'
export { TimelineRow } from './TimelineRow.tsx'
