export { AgentCrumb } from './AgentCrumb.tsx'
export { AgentsPane } from './AgentsPane.tsx'
export { showAgents } from './showAgents.ts'
