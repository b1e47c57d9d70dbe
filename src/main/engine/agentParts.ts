import { v5, v7 } from 'uuid'
import type { FeatureName } from '../../core/config/features.ts'
import type { Settings } from './config/settings.ts'
import { createAgents } from './agents/agents.ts'
import { tellOfLeftBehind } from './agents/leftBehind.ts'
import type { Store } from './store/store.ts'
import type { Agents, AgentsDeps } from './agents/agents.ts'
import { originatorOf } from './engineParts.ts'
import type { Place } from './engineParts.ts'
import type { ManagerDeps } from './threads/threadManager.ts'
import { createAgentTools } from './tools/agents.ts'
import { without } from './tools/registry.ts'
import type { Registry } from './tools/registry.ts'
import type { ClientCalls } from './tools/clientTools.ts'

/** Any fixed id: names are made ids within it. */
const NAMES = '6f1d5a3e-0c52-4a8e-9b65-2f3f1c7d9e10'

interface Parts {
  place: Pick<Place, 'host' | 'log'>
  settings: Pick<Settings, 'agentLimits' | 'agentRoles' | 'isOn'>
  /** They are made with what is made here. */
  threads(): AgentsDeps['threads']
  clientCalls: Pick<ClientCalls, 'withTools'>
  mcpParts: { settle: ManagerDeps['settleTools'] }
}

/** Agents of threads, and what the threads have to know of them. */
export function createAgentParts({ place, settings, threads, clientCalls, mcpParts }: Parts): {
  agents: Agents
  care: Pick<ManagerDeps, 'agents' | 'withThreadTools' | 'settleTools'>
} {
  const agents = createAgents({
    threads: {
      open: id => threads().open(id),
      peek: id => threads().peek(id),
      at: id => threads().at(id),
      start: thread => threads().start(thread),
    },
    limits: settings.agentLimits,
    roles: settings.agentRoles,
    origin: { source: 'subagent', originator: originatorOf(place.host) },
    newId: v7,
    idFor: name => v5(name, NAMES),
    random: Math.random,
    onFailure: (error, threadId) => place.log.error('agents', { threadId, error }),
  })
  const tools = createAgentTools(agents)
  return {
    agents,
    care: {
      agents: agents.care,
      withThreadTools: (registry, thread) =>
        tools.withTools(clientCalls.withTools(switched(registry, thread.cwd, settings), thread.clientTools), thread),
      // Before every sample: what the model is told of its tools is what the configuration says now.
      settleTools: async (cwd, signal) =>
        void (await Promise.all([agents.readTerms(cwd), mcpParts.settle(cwd, signal)])),
    },
  }
}

/** Tools that a feature switches. */
const OF_FEATURES: Readonly<Record<string, FeatureName>> = {
  exec_command: 'shell_tool',
  write_stdin: 'shell_tool',
  shell: 'shell_tool',
  view_image: 'view_image',
  request_user_input: 'request_user_input',
}

/** The tools whose features are on in a folder. */
const switched = (registry: Registry, cwd: string, { isOn }: Pick<Settings, 'isOn'>): Registry =>
  without(registry, name => {
    const feature = Object.hasOwn(OF_FEATURES, name) ? OF_FEATURES[name] : undefined
    return feature !== undefined && !isOn(feature, cwd)
  })

/** What became of agents while no process looked after them. */
export const recoverAgents = ({
  store,
  agents,
  log,
}: Pick<Place, 'log'> & { store: Store; agents: Agents }): Promise<void> =>
  tellOfLeftBehind({
    ...store,
    recover: agents.recover,
    onFailure: (error, threadId) => log.error('agents', { threadId, error }),
  }).catch(error => log.error('agents', { error }))
