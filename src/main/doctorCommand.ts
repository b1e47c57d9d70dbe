import { examine } from './engine/examination.ts'
import type { Finding } from './engine/examination.ts'
import { version } from './engine/version.ts'

const HELP = `Checks what works on this machine.

Usage: heddle doctor [--json]`

/** `heddle doctor`: what works here and what to do about the rest. 0 when everything needed is there. */
export async function doctorCommand(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP + '\n')
    return 0
  }
  const unknown = args.find(arg => arg !== '--json')
  if (unknown !== undefined) {
    process.stderr.write(`error: unknown option "${unknown}". "heddle doctor --help" shows the options.\n`)
    return 2
  }
  const findings = await examine(process.env)
  const healthy = findings.every(({ ok, needed }) => ok || !needed)
  if (args.includes('--json')) process.stdout.write(JSON.stringify({ version, healthy, findings }, null, 2) + '\n')
  else process.stdout.write(report(findings, healthy))
  return healthy ? 0 : 1
}

function report(findings: Finding[], healthy: boolean): string {
  const lines = findings.map(
    ({ name, ok, needed, text }) => `${ok ? 'ok  ' : needed ? 'FAIL' : 'note'}  ${name.padEnd(10)} ${text}`,
  )
  return `Heddle ${version}\n${lines.join('\n')}\n${healthy ? 'Ready.' : 'Something needed is missing.'}\n`
}
