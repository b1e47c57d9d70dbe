import type { App } from '../../state/app.ts'
import type { Layout } from '../../state/layout.ts'
import { updateLayout } from '../../state/store.ts'
import type { Overlay } from '../../state/store.ts'
import { contextsOf } from '../../state/contexts.ts'
import { holds } from '../../state/when.ts'
import type { When } from '../../state/when.ts'

/** Something a person can do by its chord or from the palette. */
export interface Command {
  id: string
  name: string
  /** When it counts and is offered; always if left out. */
  when?: When
  /** Left out of the palette: its chord says it all. */
  quiet?: boolean
  run(app: App): void
}

/** Whether a command would do something now. */
export const applies = ({ when }: Command, app: Pick<App, 'store'>): boolean =>
  holds(when, contextsOf(app.store.getState()))

/** A command that does nothing but change what the window shows where. */
export const layout = (update: (layout: Layout) => Layout) => (app: App) => updateLayout(app.store, update)

/** A command that opens a dialog, or closes it again. */
export const overlay = (name: Exclude<Overlay, null>) => (app: App) =>
  app.store.setState(state => ({ overlay: state.overlay === name ? null : name }))
