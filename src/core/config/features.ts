import type { Table } from './merge.ts'

/** A switch of `[features]`. */
export interface Feature {
  name: string
  /** What it switches, in one sentence. */
  about: string
  stage: 'stable' | 'experimental' | 'deprecated' | 'removed'
  /** Whether it is on where nobody says anything. */
  default: boolean
}

/** All switches that change something here. Names are those of the real Codex where it has them. */
export const FEATURES = [
  {
    name: 'multi_agent',
    about: 'Models may spawn agents that work on parts of a task.',
    stage: 'stable',
    default: true,
  },
  {
    name: 'shell_tool',
    about: 'Models may run commands.',
    stage: 'stable',
    default: true,
  },
  {
    name: 'shell_snapshot',
    about: 'Commands see the variables of your login shell.',
    stage: 'stable',
    default: true,
  },
  {
    name: 'view_image',
    about: 'Models may look at pictures in the workspace.',
    stage: 'stable',
    default: true,
  },
  {
    name: 'request_user_input',
    about: 'Models may ask you questions with choices.',
    stage: 'stable',
    default: true,
  },
  {
    name: 'hooks',
    about: 'Programs of your choice run when a session, a turn or a tool begins or ends.',
    stage: 'stable',
    default: true,
  },
  {
    name: 'skills',
    about: 'Skills are found, told to the model, and put in where a message names one.',
    stage: 'stable',
    default: true,
  },
] as const satisfies readonly Feature[]

export type FeatureName = (typeof FEATURES)[number]['name']

/** Whether a feature is on for a configuration, read from its table `features`. */
export function isFeatureOn(name: FeatureName, features: Table | undefined): boolean {
  const said = features && Object.hasOwn(features, name) ? features[name] : undefined
  return typeof said === 'boolean' ? said : (FEATURES.find(feature => feature.name === name)?.default ?? false)
}
