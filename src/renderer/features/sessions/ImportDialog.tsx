import { useState } from 'react'
import { BrowseDialog } from '../firstRun/index.ts'
import { t } from '../../ui/i18n/t.ts'

interface ImportDialogProps {
  /** Resolves to null, or to why the file was refused. */
  onImport(path: string): Promise<string | null>
  onClose(): void
}

/** Bundles that were exported, and rollouts of Heddle and Codex. */
const ENDINGS = ['.jsonl', '.jsonl.zst']

/** Takes in a thread from a file. */
export function ImportDialog({ onImport, onClose }: ImportDialogProps) {
  const [refused, setRefused] = useState<string | null>(null)
  const take = async (path: string) => {
    const problem = await onImport(path)
    if (problem === null) onClose()
    else setRefused(problem)
  }
  return (
    <BrowseDialog
      title={t('Import a thread')}
      start={undefined}
      endings={ENDINGS}
      choose={t('Import')}
      problem={refused}
      onChoose={path => void take(path)}
      onClose={onClose}
    />
  )
}
