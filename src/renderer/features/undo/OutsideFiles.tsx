import './outsideFiles.css'
import type { OutsideView } from '../../../contract/undo.ts'
import { plural, relativeTo } from '../../ui/format.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'

/** Files that changed and that no undo puts back, each with the reason. */
export function OutsideFiles({ title, cwd, outside }: { title: string; cwd: string; outside: readonly OutsideView[] }) {
  return (
    <section className="outsideFiles" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {outside.map(({ path, sentence, count }) => (
          <li key={`${path} ${sentence}`}>
            <span className="mono">
              <VisibleText text={relativeTo(cwd, path)} />
            </span>
            <span>
              {sentence}
              {count !== undefined && ` (${plural(count, 'file')})`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
