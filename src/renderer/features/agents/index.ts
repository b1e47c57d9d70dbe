export { AgentCrumb } from './AgentCrumb.tsx'
export { AgentsPane } from './AgentsPane.tsx'
