import { UnfoldVertical } from 'lucide-react'
import { memo } from 'react'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { t, tn } from '../../ui/i18n/t.ts'
import { CommentBox, CommentList, placeOf } from './CommentBox.tsx'
import { DiffRows } from './DiffRows.tsx'
import { FileHead, HUNK_LABELS, ICONS, WRITES } from './FileHead.tsx'
import type { Act } from './FileHead.tsx'
import type { Item, Selection } from './items.ts'
import { spotOf } from './rows.ts'
import type { Group, ShownFile } from './shownFile.ts'
import type { Comments } from './useComments.ts'

interface DiffItemProps {
  item: Item
  isSplit: boolean
  /** The keyboard is on this line of a file. */
  isCurrent: boolean
  selection: Selection | null
  isRunning: boolean
  comments: Comments
  onToggle(file: ShownFile): void
  onReveal(file: ShownFile, hunk: number): void
  act: Act
  /** Acts on all files of a group. */
  onGroup(group: Group): void
  /** Gives the focus back to the list. */
  onDone(): void
}

/** One thing of the list. */
export function DiffItem(props: DiffItemProps) {
  const { item, isSplit, isCurrent, selection, isRunning, comments, onToggle, onReveal, act, onGroup, onDone } = props
  switch (item.kind) {
    case 'group':
      return (
        <div className="diffGroup">
          <h2>{GROUPS[item.group](item.count)}</h2>
          <Button look="quiet" onClick={() => onGroup(item.group)}>
            {item.group === 'unstaged' ? t('Stage all') : t('Unstage all')}
          </Button>
        </div>
      )
    case 'file': {
      const { file, isOpen } = item
      const count = comments.list.filter(comment => comment.file === file.name).length
      return <FileHead {...{ file, isOpen, isCurrent, isRunning, onToggle, act }} comments={count} />
    }
    case 'pending':
      return <div style={{ height: `calc(${item.lines} * 18 * var(--code-px))` }} />
    case 'note':
      return <p className="changesNone">{NOTES[item.note]()}</p>
    case 'gap':
      return <Gap file={item.file} hunk={item.hunk} count={item.count} onReveal={onReveal} />
    case 'rows':
      return <Rows {...{ item, isSplit, selection, isRunning, act }} />
    case 'comments':
      return <CommentList comments={item.comments} onRemove={comments.remove} />
    case 'box':
      return <Box item={item} comments={comments} onDone={onDone} />
  }
}

const GROUPS = {
  staged: (n: number) => t('Staged · {n}', { n }),
  unstaged: (n: number) => t('Not staged · {n}', { n }),
}

const NOTES = {
  empty: () => t('There is no text to show of it.'),
  binary: () => t('It is no text, or too large to be shown.'),
  mode: () => t('Only its mode changed.'),
  renamed: () => t('Only its name changed.'),
  blanks: () => t('Only blanks changed.'),
}

interface GapProps {
  file: ShownFile
  hunk: number
  count: number | null
  onReveal: DiffItemProps['onReveal']
}

const Gap = memo(function Gap({ file, hunk, count, onReveal }: GapProps) {
  return (
    <button type="button" className="diffGap" onClick={() => onReveal(file, hunk)}>
      <Icon of={UnfoldVertical} size={12} />
      {count === null ? t('Show what follows') : tn(count, 'Show {n} more line', 'Show {n} more lines')}
    </button>
  )
})

type RowsItem = Extract<Item, { kind: 'rows' }>

function Rows({
  item,
  isSplit,
  selection,
  isRunning,
  act,
}: Pick<DiffItemProps, 'isSplit' | 'selection' | 'isRunning' | 'act'> & { item: RowsItem }) {
  const { file, hunk, rows, at, isFirst } = item
  const isHere = selection?.file === file.key && selection.hunk === hunk
  return (
    <div className={isFirst ? 'diffChunk first' : 'diffChunk'}>
      <DiffRows
        {...{ rows, at, isSplit }}
        language={endingOf(file.name)}
        from={isHere ? selection.from : null}
        to={isHere ? selection.to : null}
      />
      {isFirst && file.byHunk && file.acts.length > 0 && (
        <div className="diffActs">
          {file.acts.map(each => (
            <IconButton
              key={each}
              icon={ICONS[each]}
              label={HUNK_LABELS[each](hunk + 1, file.name)}
              className="small"
              size={13}
              disabled={isRunning && WRITES.has(each)}
              onClick={() => act(each, file, hunk)}
            />
          ))}
        </div>
      )}
    </div>
  )
}

/** `ts` of `src/a.test.ts`; nothing of a name without one. */
const endingOf = (name: string): string | undefined => /[^/\\]\.([^./\\]+)$/.exec(name)?.[1]

function Box({
  item: { file, lines, selection },
  comments,
  onDone,
}: {
  item: Extract<Item, { kind: 'box' }>
  comments: Comments
  onDone(): void
}) {
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return null
  const { side, number: to } = spotOf(last)
  const start = spotOf(first)
  const from = start.side === side ? start.number : to
  const quote = lines.map(row => (row.after ?? row.before)?.text ?? '')
  return (
    <CommentBox
      key={`${selection.hunk} ${selection.from} ${selection.to}`}
      place={placeOf({ from, to, side })}
      onSave={text => {
        comments.add({ file: file.name, side, from, to, quote, text })
        onDone()
      }}
      onClose={() => {
        comments.close()
        onDone()
      }}
    />
  )
}
