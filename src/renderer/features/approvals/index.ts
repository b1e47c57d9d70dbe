export { ApprovalCard } from './ApprovalCard.tsx'
export { WaitingBand } from './WaitingBand.tsx'
