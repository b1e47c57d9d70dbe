export { LogPane } from './LogPane.tsx'
