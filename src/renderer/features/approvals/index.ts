export { ApprovalCard } from './ApprovalCard.tsx'
export { DangerDialog } from './DangerDialog.tsx'
export { WaitingBand } from './WaitingBand.tsx'
