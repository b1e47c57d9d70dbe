import { Markdown } from '../../ui/markdown/Markdown.tsx'
import { Fold } from './Fold.tsx'
import { roughly } from './elapsed.ts'
import { t } from '../../ui/i18n/t.ts'

const HEADING = /^\s*\*\*([^*\n]{1,120})\*\*\s*/

/** The heading that a summary opens with, and the rest. */
export function headed(summary: readonly string[]): { heading: string | null; rest: string } {
  const text = summary.join('\n\n')
  const heading = HEADING.exec(text)?.[1]?.trim() ?? null
  return { heading, rest: heading === null ? text : text.replace(HEADING, '') }
}

const firstLetterSmall = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

/** What the model lets us see of its thoughts, folded. */
export function Reasoning({ id, summary, tookMs }: { id: string; summary: readonly string[]; tookMs: number }) {
  const { heading, rest } = headed(summary)
  const title = tookMs >= 1000 ? t('Thought for {time}', { time: roughly(tookMs) }) : t('Thought')
  return (
    <Fold id={id} title={title} detail={heading === null ? null : firstLetterSmall(heading)}>
      {rest.trim() === '' ? null : (
        <div className="timeline-thought">
          <Markdown text={rest} />
        </div>
      )}
    </Fold>
  )
}
