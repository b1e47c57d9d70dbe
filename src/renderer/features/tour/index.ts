export { TourMark } from './TourMark.tsx'
export { TourOffer } from './TourOffer.tsx'
