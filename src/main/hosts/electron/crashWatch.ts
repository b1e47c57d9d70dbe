import type { App, Dialog } from 'electron'

export interface CrashWatchDeps {
  app: Pick<App, 'on' | 'exit'>
  dialog: Pick<Dialog, 'showErrorBox'>
  process: Pick<NodeJS.Process, 'on'>
  /** Keeps a report, and tells where; null where it could not. */
  report(crash: { title: string; error?: unknown }): string | null
  log(message: string): void
}

/**
 * Keeps a report of whatever ends without being asked to. Memory images are not made: they would hold keys and what
 * threads say. An error that nobody caught ends this process, since nothing is known of its state any more; what was
 * acknowledged is on disk.
 */
export function watchCrashes({ app, dialog, process, report, log }: CrashWatchDeps): void {
  const keep = (title: string, error?: unknown) => {
    const path = report({ title, ...(error === undefined ? {} : { error }) })
    log(`${title}${path === null ? '' : ` (report: ${path})`}`)
    return path
  }
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit') keep(`A window's process ended: ${reason} (${exitCode})`)
  })
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit') keep(`A helper process ended: ${name ?? type}, ${reason} (${exitCode})`)
  })
  process.on('unhandledRejection', error => void keep('A promise failed and nobody noticed', error))
  let isEnding = false
  process.on('uncaughtException', error => {
    if (isEnding) return
    isEnding = true
    const path = keep('The main process failed', error)
    const kept = path === null ? '' : `\n\nA report is in ${path}. It stays on this machine.`
    dialog.showErrorBox('Heddle has to close', `${error.message}\n\nWhat you were shown as done is saved.${kept}`)
    app.exit(1)
  })
}
