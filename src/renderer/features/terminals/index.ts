export { TerminalsPane } from './TerminalsPane.tsx'
export { toggleTerminals } from './toggle.ts'
