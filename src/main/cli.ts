import { errorLine } from './hosts/stdio/failures.ts'

const HELP = `Heddle, a workbench for coding agents.

Usage: heddle COMMAND [options]

  serve          open the workbench in the browser
  exec           run one turn without a window
  apply-patch    apply a patch from an argument or standard input
  mcp            list, add, remove and sign in to MCP servers
  config         show the configuration, check it, print its schema
  policy         explain what would be decided about a command
  execpolicy     say what rule files decide about a command
  sandbox        run a command as an agent's commands are run
  index          rebuild or check the index of threads
  doctor         check what works on this machine
  help           show this text

"heddle COMMAND --help" says more.`

type CommandLine = (args: string[]) => Promise<number>

/** Each command loads its own code: `exec` should not wait for a web server it never starts. */
const commands: Record<string, CommandLine> = {
  exec: async args => (await import('./execCommand.ts')).execCommand(args),
  serve: async args => (await import('./serveCommand.ts')).serveCommand(args),
  'apply-patch': async args => (await import('./applyPatchCli.ts')).runApplyPatch(args, process.stdin),
  mcp: async args => (await import('./mcpCommand.ts')).mcpCommand(args),
  config: async args => (await import('./configCommand.ts')).configCommand(args),
  policy: async args => (await import('./policyCommand.ts')).policyCommand(args),
  execpolicy: async args => (await import('./execpolicyCommand.ts')).execpolicyCommand(args),
  sandbox: async args => (await import('./sandboxCommand.ts')).sandboxCommand(args),
  index: async args => (await import('./indexCommand.ts')).indexCommand(args),
  doctor: async args => (await import('./doctorCommand.ts')).doctorCommand(args),
  help: async () => {
    process.stdout.write(HELP + '\n')
    return 0
  },
}

async function main([name = 'help', ...args]: string[]): Promise<number> {
  // The launcher's own settings are not for the commands an agent runs.
  delete process.env.NODE_COMPILE_CACHE
  if (name === '--version' || name === '-V') {
    process.stdout.write((await import('./engine/version.ts')).version + '\n')
    return 0
  }
  const command =
    name === '--help' || name === '-h' ? commands.help : Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    process.stderr.write(`error: there is no command "${name}". "heddle help" lists them.\n`)
    return 2
  }
  return command(args)
}

// Whoever reads the output may stop in the middle, as `head` does: what is left has no reader, and that is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

main(process.argv.slice(2)).then(
  // Set rather than exit: what is still on its way to a pipe gets there.
  code => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(errorLine(error))
    process.exitCode = 1
  },
)
