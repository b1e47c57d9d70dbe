const MAX_CHARS = 200

/** Names that a tool is also matched by: those it has for hooks that were written for other programs. */
const ALIASES: Readonly<Record<string, readonly string[]>> = { apply_patch: ['Edit', 'Write'] }

/** Why a matcher cannot be used; null where it can. */
export function matcherProblem(matcher: string | null): string | null {
  if (matcher === null || isPlain(matcher)) return null
  if (matcher.length > MAX_CHARS) return `The matcher is longer than ${MAX_CHARS} characters.`
  // Repeated groups could keep this process busy for years over one name.
  if (/\)\s*[*+{?]/.test(matcher)) return 'The matcher repeats a group, which is not supported.'
  try {
    void new RegExp(matcher)
    return null
  } catch {
    return 'The matcher is not a regular expression.'
  }
}

/** Whether a hook is for a tool. Plain names, several with `|` between, are whole names; all else is an expression. */
export function matches(matcher: string | null, toolName: string): boolean {
  if (matcher === null || matcher === '' || matcher === '*') return true
  const names = [toolName, ...(Object.hasOwn(ALIASES, toolName) ? (ALIASES[toolName] ?? []) : [])]
  if (isPlain(matcher)) return matcher.split('|').some(name => names.includes(name))
  const pattern = new RegExp(matcher)
  return names.some(name => pattern.test(name))
}

const isPlain = (matcher: string): boolean => /^[\w|-]*$|^\*$/.test(matcher)
