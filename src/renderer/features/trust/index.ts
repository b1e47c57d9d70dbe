export { TrustCard } from './TrustCard.tsx'
export { TrustDialog } from './TrustDialog.tsx'
