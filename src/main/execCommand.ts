import { createEngine } from './engine/engine.ts'
import { runExec } from './hosts/stdio/exec.ts'
import type { Terminal } from './hosts/stdio/exec.ts'
import { EXEC_HELP, parseExecArgs } from './hosts/stdio/execArgs.ts'

/** `heddle exec`: one turn from a shell. Returns the exit code. */
export async function execCommand(args: string[]): Promise<number> {
  const parsed = parseExecArgs(args)
  if ('help' in parsed) {
    process.stdout.write(EXEC_HELP + '\n')
    return 0
  }
  if ('error' in parsed) {
    process.stderr.write(`error: ${parsed.error}. "heddle exec --help" shows the options.\n`)
    return 2
  }
  const { options } = parsed
  const engine = await createEngine({
    host: 'exec',
    cwd: options.cwd ?? undefined,
    profile: options.profile ?? undefined,
    overrides: options.overrides,
    flags: {
      model: options.model ?? undefined,
      approvalPolicy: options.approval ?? undefined,
      sandbox: options.sandbox ?? undefined,
      writableRoots: options.addDirs,
    },
    strict: true,
  })
  try {
    return await runExec(engine, options, terminal())
  } finally {
    await engine.close()
  }
}

/** The process's own streams. A reader that goes away (`| head`) ends the output, not the turn. */
function terminal(): Terminal {
  const silent = new Set<NodeJS.WriteStream>()
  const write = (stream: NodeJS.WriteStream, text: string) => {
    if (text !== '' && !silent.has(stream)) stream.write(text)
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => silent.add(stream))
  return {
    out: text => write(process.stdout, text),
    err: text => write(process.stderr, text),
    readInput: async () => (process.stdin.isTTY ? null : readAll(process.stdin)),
    onInterrupt: handler => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, handler)
    },
  }
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  let text = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) text += chunk
  return text
}
