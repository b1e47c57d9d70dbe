import type { Result } from '../../../contract/router.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { tn } from '../../ui/i18n/t.ts'
import { bytes } from '../sessions/index.ts'

/** What else is in the folder of a skill: the agent reads and runs it when the text says so. */
export function SkillFiles({ file: { files, interfaceText } }: { file: Result<'skill/read'> }) {
  return (
    <>
      {files.length > 0 && (
        <details className="skillFold">
          <summary>{tn(files.length, '{n} more file in its folder', '{n} more files in its folder')}</summary>
          <ul>
            {files.map(({ path, bytes: size }) => (
              <li key={path} className="skillFile">
                <span className="skillFileName mono">
                  <VisibleText text={path} />
                </span>
                <span className="skillFileSize">{bytes(size)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {interfaceText !== null && (
        <details className="skillFold">
          <summary>agents/openai.yaml</summary>
          <pre className="skillRaw" tabIndex={0} role="region" aria-label="agents/openai.yaml">
            <VisibleText text={interfaceText.replaceAll('\r\n', '\n')} />
          </pre>
        </details>
      )}
    </>
  )
}
