export { TerminalsPane } from './TerminalsPane.tsx'
