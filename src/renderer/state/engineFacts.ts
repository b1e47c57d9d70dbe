import type { App } from './app.ts'

/**
 * Reads anew what the window knows of the engine: its models, its state, and what a new thread would start with. For when
 * the configuration changed.
 */
export async function readFacts({ store, engine, actions }: Pick<App, 'store' | 'engine' | 'actions'>): Promise<void> {
  const [status, { models }] = await Promise.all([engine.call('engine/status', {}), engine.call('model/list', {})])
  store.setState({ engine: status, models })
  const { cwd } = store.getState().newThread
  if (cwd !== null) await actions.chooseFolder(cwd)
}
