import type { Handlers } from '../../../rpc/serve.ts'
import type { Report } from '../diagnostics.ts'

/** A report for whoever looks into what is wrong. */
export const diagnosticsHandlers = (deps: { report(): Promise<Report> }): Pick<Handlers, 'diagnostics/export'> => ({
  'diagnostics/export': () => deps.report(),
})
