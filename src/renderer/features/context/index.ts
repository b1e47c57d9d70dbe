export { ContextPane } from './ContextPane.tsx'
