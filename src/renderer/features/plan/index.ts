export { PlanPane } from './PlanPane.tsx'
