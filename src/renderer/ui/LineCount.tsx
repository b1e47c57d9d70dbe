/** `+9 −3`. */
export const LineCount = ({ added, removed }: { added: number; removed: number }) => (
  <span className="lineCount" role="img" aria-label={`${added} lines added, ${removed} removed`}>
    <span className="added">+{added}</span> <span className="removed">−{removed}</span>
  </span>
)
