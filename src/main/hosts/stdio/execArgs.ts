import { parseArgs } from 'node:util'
import { APPROVAL_POLICIES, SANDBOX_MODES } from '../../../core/thread/settings.ts'
import type { ApprovalPolicy, SandboxMode } from '../../../core/thread/settings.ts'

export interface ExecOptions {
  json: boolean
  cwd: string | null
  model: string | null
  /** `key=value` in the order given. */
  overrides: string[]
  profile: string | null
  sandbox: SandboxMode | null
  approval: ApprovalPolicy | null
  addDirs: string[]
  images: string[]
  outputFile: string | null
  outputSchemaFile: string | null
  skipGitRepoCheck: boolean
  ephemeral: boolean
  /** The thread to go on with: an id, a title, or `last`. */
  resume: { target: string } | { last: true } | null
  /** `-` reads standard input; null when none was given. */
  prompt: string | null
}

export type ParsedArgs = { options: ExecOptions } | { error: string } | { help: true }

export const EXEC_HELP = `Runs one turn without a window.

Usage: heddle exec [options] PROMPT|-
       heddle exec [options] resume [ID|--last] [PROMPT|-]

  -C, --cd DIR               work in this folder
  -m, --model NAME           model to use
  -c, --config KEY=VALUE     set a configuration key for this run (repeatable)
  -p, --profile NAME         use a profile of the configuration
  -s, --sandbox MODE         ${SANDBOX_MODES.join(' | ')}
  -a, --ask-for-approval P   ${APPROVAL_POLICIES.join(' | ')} (default never: nobody is there to ask)
      --add-dir DIR          another folder that may be written (repeatable)
  -i, --image FILE           attach an image (repeatable)
      --json                 print events as JSON lines
  -o, --output-last-message FILE   write the final message to a file
      --output-schema FILE   JSON schema that the final message must follow
      --skip-git-repo-check  work in a folder that is no repository
      --ephemeral            keep no record of this thread

Exit codes: 0 the turn completed, 1 it failed or could not start, 130 it was interrupted.`

const string = { type: 'string' } as const
const strings = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const

/** Reads the arguments after `heddle exec`. */
export function parseExecArgs(args: string[]): ParsedArgs {
  let parsed
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        cd: { ...string, short: 'C' },
        model: { ...string, short: 'm' },
        config: { ...strings, short: 'c' },
        profile: { ...string, short: 'p' },
        sandbox: { ...string, short: 's' },
        'ask-for-approval': { ...string, short: 'a' },
        'add-dir': strings,
        image: { ...strings, short: 'i' },
        json: flag,
        'experimental-json': flag,
        'output-last-message': { ...string, short: 'o' },
        'output-schema': string,
        'skip-git-repo-check': flag,
        ephemeral: flag,
        'full-auto': flag,
        'dangerously-bypass-approvals-and-sandbox': flag,
        last: flag,
        'thread-source': string,
        color: string,
        help: { ...flag, short: 'h' },
      },
    })
  } catch (error) {
    return { error: error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error) }
  }
  const { values, positionals } = parsed
  if (values.help) return { help: true }
  const { sandbox, 'ask-for-approval': approval } = values
  if (sandbox !== undefined && !isOneOf(SANDBOX_MODES, sandbox)) return notOneOf('--sandbox', sandbox, SANDBOX_MODES)
  if (approval !== undefined && !isOneOf(APPROVAL_POLICIES, approval)) {
    return notOneOf('--ask-for-approval', approval, APPROVAL_POLICIES)
  }
  const bad = values.config?.find(pair => !/^[^=\s]+\s*=/.test(pair))
  if (bad !== undefined) return { error: `--config takes KEY=VALUE, not "${bad}"` }
  const bypass = values['dangerously-bypass-approvals-and-sandbox']
  const target = resumeTarget(positionals, values.last === true)
  if ('error' in target) return target
  return {
    options: {
      json: values.json === true || values['experimental-json'] === true,
      cwd: values.cd ?? null,
      model: values.model ?? null,
      overrides: values.config ?? [],
      profile: values.profile ?? null,
      sandbox: bypass ? 'danger-full-access' : (sandbox ?? (values['full-auto'] ? 'workspace-write' : null)),
      approval: bypass ? 'never' : (approval ?? null),
      addDirs: values['add-dir'] ?? [],
      images: values.image ?? [],
      outputFile: values['output-last-message'] ?? null,
      outputSchemaFile: values['output-schema'] ?? null,
      skipGitRepoCheck: values['skip-git-repo-check'] === true || bypass === true,
      ephemeral: values.ephemeral === true,
      ...target,
    },
  }
}

function resumeTarget(words: string[], last: boolean): Pick<ExecOptions, 'resume' | 'prompt'> | { error: string } {
  if (words[0] !== 'resume') {
    if (words.length > 1) return { error: `one prompt, not ${words.length}: put it in quotes` }
    return { resume: null, prompt: words[0] ?? null }
  }
  const [, first, second, ...rest] = words
  if (last)
    return second
      ? { error: 'resume takes an id or --last, not both' }
      : { resume: { last: true }, prompt: first ?? null }
  if (!first) return { error: 'resume needs the id of a thread, or --last' }
  if (rest.length > 0) return { error: 'resume takes an id and one prompt: put the prompt in quotes' }
  return { resume: { target: first }, prompt: second ?? null }
}

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T =>
  values.some(known => known === value)

const notOneOf = (option: string, value: string, values: readonly string[]) => ({
  error: `${option} is one of ${values.join(', ')}, not "${value}"`,
})
