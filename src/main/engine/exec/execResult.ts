import { getSystemErrorMap } from 'node:util'

/** What one call to a command gives back. `sessionId` is set while it still runs; `exitCode` once it has ended. */
export type ExecResult = {
  chunkId: string
  wallTimeMs: number
  exitCode: number | null
  sessionId: number | null
  /** The id the command has or had as a session, for records. */
  processId: number
  originalTokenCount: number
  /** Output since the last call, cut for the model. */
  output: string
  /** Output since the start, cut to what a rollout stores. */
  aggregatedOutput: string
  totalBytes: number
  totalLines: number
  aborted?: boolean
}

/** A call that could not be carried out, in the words the model gets. */
export type ExecError = { error: string }

/** The text of a result as the model gets it, in the format of Codex 0.169. */
export function formatExecResult(result: ExecResult): string {
  const seconds = result.wallTimeMs / 1000
  if (result.aborted === true) return `Wall time: ${seconds.toFixed(1)} seconds\naborted by user`
  return [
    `Chunk ID: ${result.chunkId}`,
    `Wall time: ${seconds.toFixed(4)} seconds`,
    result.sessionId === null
      ? `Process exited with code ${result.exitCode ?? -1}`
      : `Process running with session ID ${result.sessionId}`,
    `Original token count: ${result.originalTokenCount}`,
    'Output:',
    result.output,
  ].join('\n')
}

/** The words for a command that was refused or could not be created, as Codex nests them. */
export const rejected = (reason: string): ExecError => ({
  error: `exec_command failed: CreateProcess { message: ${JSON.stringify(`Rejected(${JSON.stringify(reason)})`)} }`,
})

/** The words for a process the system would not start, with the system's own reason. */
export function notCreated(error: NodeJS.ErrnoException): ExecError {
  const [, message] = getSystemErrorMap().get(error.errno ?? 0) ?? ['', error.message]
  const reason = message.charAt(0).toUpperCase() + message.slice(1)
  return rejected(`Failed to create unified exec process: ${reason} (os error ${Math.abs(error.errno ?? 0)})`)
}

export const unknownSession = (sessionId: number): ExecError => ({
  error: `write_stdin failed: Unknown process id ${sessionId}`,
})

export const heldByPerson = (sessionId: number): ExecError => ({
  error: `write_stdin failed: the user has taken over session ${sessionId} and types there now. Nothing was typed. Look at its output with empty chars until it is handed back.`,
})

export const stdinClosed: ExecError = {
  error: 'write_stdin failed: stdin is closed for this session; rerun exec_command with tty=true to keep stdin open',
}
